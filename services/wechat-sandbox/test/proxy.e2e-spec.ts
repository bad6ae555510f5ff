import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect as connectTls } from 'node:tls';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type Socket } from 'node:net';
import { StartedSandbox } from './started-sandbox.js';

const dataDir = mkdtempSync(path.join(tmpdir(), 'sandbox-proxy-'));
const sandbox = new StartedSandbox({ SANDBOX_PROXY_PORT: '0', SANDBOX_DATA_DIR: dataDir });
beforeAll(() => sandbox.start());
afterAll(async () => {
  await sandbox.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const caPem = async () => (await fetch(`${sandbox.url}/sandbox/ca.pem`)).text();

/** CONNECT through the proxy. */
async function tunnel(target: string): Promise<{ status: number; socket: Socket }> {
  const { url } = (await sandbox.get('/sandbox/proxy')) as { url: string };
  return new Promise((resolve, reject) => {
    request(url, { method: 'CONNECT', path: target, agent: false })
      .on('connect', ({ statusCode = 0 }, socket) => resolve({ status: statusCode, socket }))
      .on('error', reject)
      .end();
  });
}

async function open(head: string, allowHalfOpen = false): Promise<Socket> {
  const { hostname, port } = new URL(((await sandbox.get('/sandbox/proxy')) as { url: string }).url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(head);
  return socket;
}

/** What the proxy says to these bytes until it hangs up. */
async function say(head: string): Promise<string> {
  const socket = await open(head);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** One request over TLS inside a tunnel; the certificate must be of the sandbox's authority and of that host. */
async function getOverTls(host: string, target: string): Promise<string> {
  const { socket } = await tunnel(`${host}:443`);
  const secured = connectTls({ socket, servername: host, ca: await caPem() });
  secured.write(`GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of secured) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

it("answers for WeChat's own names with certificates of its authority", async () => {
  expect(await getOverTls('servicewechat.com', '/wxa/ci/getwhiteextlist')).toContain('"errCode":0');
  expect(await getOverTls('api.weixin.qq.com', '/wxa/gettemplatelist')).toContain('"errcode":');
  expect(await getOverTls('api.mch.weixin.qq.com', '/v3/certificates')).toContain('"code":"');
  expect(await getOverTls('mp.weixin.qq.com', '/health/live')).toContain('"ok"');
});

it.each(['example.com:443', 'servicewechat.com:80', '127.0.0.1:443', 'servicewechat.com', 'x.servicewechat.com:443'])(
  'refuses %s',
  async (target) => {
    const { status, socket } = await tunnel(target);
    socket.destroy();

    expect(status).toBe(403);
  },
);

it('goes by the address it is asked for, whatever else a client says', async () => {
  for (const head of [
    'CONNECT example.com:443 HTTP/1.1\r\nhost: servicewechat.com:443\r\n\r\n',
    'CONNECT servicewechat.com:443@example.com:443 HTTP/1.1\r\nhost: servicewechat.com\r\n\r\n',
    'CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\nCONNECT servicewechat.com:443 HTTP/1.1\r\nhost: a\r\n\r\n',
    'CONNECT servicewechat.com.example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n',
    'CONNECT [::1]:443 HTTP/1.1\r\nhost: a\r\n\r\n',
    'CONNECT servicewechat.com:443 HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\nhost: a\r\n\r\n',
    `CONNECT servicewechat.com:443 HTTP/1.1\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`,
    '\x16\x03\x01\x02\x00 no HTTP at all',
  ]) {
    const answer = await say(head);

    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  }
});

it('hangs up on those it refused, and serves beside hundreds who say nothing', async () => {
  const idle = await Promise.all(
    Array.from({ length: 300 }, (_, index) => open(index % 2 === 0 ? 'CONNECT servicewe' : '')),
  );
  const refused = await open('CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n', true);

  expect(await getOverTls('servicewechat.com', '/health/live')).toContain('"ok"');

  // Our half stays open, until what we send meets nobody.
  const sending = setInterval(() => refused.write('x'), 100);
  await new Promise((resolve) => refused.resume().once('close', resolve));
  clearInterval(sending);
  for (const socket of idle) socket.destroy();
});

it('is no plain proxy either', async () => {
  const { url } = (await sandbox.get('/sandbox/proxy')) as { url: string };
  const status = await new Promise((resolve, reject) => {
    request(url, { path: 'http://example.com/', agent: false })
      .on('response', (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

it('survives what is no TLS, and a tunnel that is cut', async () => {
  const garbage = await tunnel('servicewechat.com:443');
  garbage.socket.end('GET / HTTP/1.1\r\n\r\n');
  await new Promise((resolve) => garbage.socket.resume().once('close', resolve));
  (await tunnel('servicewechat.com:443')).socket.destroy();

  expect(await getOverTls('servicewechat.com', '/health/live')).toContain('"ok"');
});

it('keeps its authority over a restart, and the key to itself', async () => {
  const before = await caPem();
  await sandbox.stopProgram();
  await sandbox.startProgram();

  expect(await caPem()).toBe(before);
  expect(statSync(path.join(dataDir, 'ca.key')).mode & 0o077).toBe(0);
  expect(new X509Certificate(before).ca).toBe(true);
  expect(await getOverTls('open.weixin.qq.com', '/health/live')).toContain('"ok"');
});

it('says how to get one when there is none', async () => {
  const plain = await new StartedSandbox().start();
  const answer = await fetch(`${plain.url}/sandbox/ca.pem`);

  expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('SANDBOX_PROXY_PORT')]);
  await plain.stop();
});
