import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { makeServerIdentity } from '../crypto/tls-certificates.js';
import { openAuthority } from './authority.js';

/** The hosts the sandbox answers for. Programs with these names built in reach it through the proxy, unpatched. */
const HOSTS = [
  'servicewechat.com',
  'api.weixin.qq.com',
  'mp.weixin.qq.com',
  'open.weixin.qq.com',
  'api.mch.weixin.qq.com',
];
const IDLE_MS = 120_000;
/** A client that was refused and does not hang up is hung up on. */
const LINGER_MS = 2_000;

/**
 * An HTTP proxy (CONNECT) that ends TLS for WeChat's hosts with certificates of its own authority and hands the connections to the
 * sandbox's own server. Every other address is refused: this is no way out into the world.
 */
export class ConnectProxy {
  readonly caPem: string;
  readonly hosts: readonly string[] = HOSTS;
  private readonly context: SecureContext;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly target: { emit(event: 'connection', socket: Socket): boolean },
    dataDir: string | null,
  ) {
    const authority = openAuthority(dataDir);
    const { keyPem, certificatePem } = makeServerIdentity(authority, HOSTS);
    this.caPem = authority.certificatePem;
    this.context = createSecureContext({ key: keyPem, cert: certificatePem });
    this.server = createServer((request, response) => {
      request.resume();
      response.writeHead(403, { 'content-type': 'text/plain' }).end(refusal(request.url ?? ''));
    });
    this.server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) =>
      this.connect(request, socket, head),
    );
    this.server.on('connection', (socket: Socket) => this.keep(socket));
  }

  /** Gives the address to set as HTTPS_PROXY. */
  async listen(host: string, port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    const { port: taken } = this.server.address() as AddressInfo;
    return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private connect(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const [, host = '', port] = /^([^:]+):(\d+)$/.exec(request.url ?? '') ?? [];
    if (!HOSTS.includes(host.toLowerCase()) || port !== '443') {
      const text = refusal(request.url ?? '');
      // By the clock, not by silence: one that keeps dripping would stay for ever.
      setTimeout(() => socket.destroy(), LINGER_MS).unref();
      socket.resume();
      socket.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
      );
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    const secured = new TLSSocket(socket, { isServer: true, secureContext: this.context });
    secured.setTimeout(IDLE_MS, () => secured.destroy());
    secured.on('error', () => socket.destroy());
    this.target.emit('connection', secured);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}

const refusal = (url: string): string =>
  `This proxy leads to the WeChat sandbox only (${HOSTS.join(', ')}), not to ${url.slice(0, 200)}.\n`;
