import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WechatSettings } from '../wechat-settings.js';

export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly pathAndQuery: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface RecordedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object becomes JSON. */
  readonly body?: object | string | Buffer;
  /** Cut the connection instead. */
  readonly drop?: boolean;
  /** Never answer. */
  readonly hang?: boolean;
}

type Answering = (call: ReceivedCall) => RecordedAnswer | Promise<RecordedAnswer>;

/** A server on loopback that gives the documented answers a spec tells it, and keeps what it was sent. */
export class RecordedWechat {
  readonly calls: ReceivedCall[] = [];
  /** How many connections were ever opened to it. */
  connections = 0;
  private readonly answers = new Map<string, Answering>();
  private otherwise: Answering = () => ({ status: 404, body: 'not recorded' });
  private readonly server = createServer((request, response) => void this.handle(request, response));

  static async start(): Promise<RecordedWechat> {
    const wechat = new RecordedWechat();
    wechat.server.on('connection', () => (wechat.connections += 1));
    await new Promise<void>((resolve) => wechat.server.listen(0, '127.0.0.1', resolve));
    return wechat;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get settings(): WechatSettings {
    return {
      apiUrl: this.url,
      mpUrl: 'https://mp.weixin.qq.com',
      openUrl: 'https://open.weixin.qq.com',
      payUrl: this.url,
      componentAppId: 'wx134c8103faa5a59e',
      componentSecret: 'component-secret',
      pushToken: 'AAAAA',
      pushAesKey: 'A'.repeat(43),
    };
  }

  /** From now on `path` answers like this. A plain object is the JSON body of HTTP 200. */
  on(path: string, answering: Answering): void {
    this.answers.set(path, answering);
  }

  /** What paths nobody has named answer, for calls with a number of their own making. */
  onOthers(answering: Answering): void {
    this.otherwise = answering;
  }

  /** One answer after the other; the last one stays. */
  onSequence(path: string, ...answers: readonly RecordedAnswer[]): void {
    let next = 0;
    this.on(path, () => answers[Math.min(next++, answers.length - 1)] ?? {});
  }

  received(path: string): ReceivedCall[] {
    return this.calls.filter((call) => call.path === path);
  }

  reset(): void {
    this.calls.length = 0;
    this.answers.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://wechat');
    const call: ReceivedCall = {
      method: request.method ?? '',
      path: url.pathname,
      pathAndQuery: url.pathname + url.search,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    this.calls.push(call);
    const answering: Answering = this.answers.get(call.path) ?? this.otherwise;
    const answer = await answering(call);
    if (answer.hang) return;
    if (answer.drop) {
      request.socket.destroy();
      return;
    }
    const { status = 200, body = '', headers = {} } = answer;
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
    response.writeHead(status, { 'content-type': isJson ? 'application/json' : 'text/plain', ...headers });
    response.end(isJson ? JSON.stringify(body) : body);
  }
}
