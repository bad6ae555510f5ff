import { once } from 'node:events';
import { connect } from 'node:net';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createLogger } from '../observability/logger.js';
import { createHttpApp, type HttpAppOptions } from './http-app.js';

@Module({})
class NothingModule {}

describe('an HTTP application', () => {
  let app: NestFastifyApplication;
  const start = async (
    prepare: (fastify: FastifyInstance) => void,
    options: Partial<HttpAppOptions> = {},
  ): Promise<string> => {
    app = await createHttpApp(NothingModule, {
      program: 'test',
      logger: createLogger('test', 'silent'),
      requestLog: 'failures',
      ready: async () => {},
      prepare,
      ...options,
    });
    await app.listen(0, '127.0.0.1');
    return await app.getUrl();
  };
  const tellAddress = (fastify: FastifyInstance) => void fastify.get('/ip', (request) => ({ ip: request.ip }));
  const forwarded = { headers: { 'x-forwarded-for': '203.0.113.9' } };

  it('takes the word of no proxy unless it is told to', async () => {
    const url = await start(tellAddress);

    expect(await (await fetch(`${url}/ip`, forwarded)).json()).toEqual({ ip: '127.0.0.1' });
    await app.close();
  });

  it('takes the word of the proxies it is told to trust, and of no other', async () => {
    const url = await start(tellAddress, { trustProxy: ['127.0.0.1'] });
    const through = { headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' } };

    expect(await (await fetch(`${url}/ip`, forwarded)).json()).toEqual({ ip: '203.0.113.9' });
    expect(await (await fetch(`${url}/ip`, through)).json()).toEqual({ ip: '203.0.113.9' });
    await app.close();
  });

  it('does not wait for connections that are kept alive and idle when it closes', async () => {
    const url = await start(() => {}, { closeGraceMs: 60_000 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'data');
    const ended = once(socket.resume(), 'close');

    await app.close();

    await ended;
  });

  it('lets a request under way finish, and cuts off one that does not when the grace is over', async () => {
    let answer = (): void => {};
    const url = await start(
      (fastify) => {
        fastify.get('/slow', () => new Promise((resolve) => (answer = () => resolve({ done: true }))));
        fastify.get('/endless', () => new Promise(() => {}));
      },
      { closeGraceMs: 300 },
    );
    const port = Number(new URL(url).port);
    const [slow, endless] = ['/slow', '/endless'].map((path) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
      return socket;
    });
    const fastify = app.getHttpAdapter().getInstance();
    let arrived = 0;
    await new Promise<void>((resolve) => {
      fastify.server.on('request', () => ++arrived === 2 && resolve());
    });
    const finished = once(slow!, 'data');
    const cut = once(endless!.resume(), 'close');

    const closed = app.close();
    answer();

    expect(String((await finished)[0])).toContain('{"done":true}');
    await Promise.all([cut, closed]);
  });
});
