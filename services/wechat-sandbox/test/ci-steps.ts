import { constants, privateEncrypt } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Json, sampleSource, type StartedSandbox } from './started-sandbox.js';

/** The uploader's container, written from miniprogram-ci.md §3.3: names with their leading slash → content. */
export function packed(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const entries = Object.entries(files).map(([name, content]) => ({
    name: Buffer.from(name),
    content: Buffer.from(content),
  }));
  const int = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  let offset = 18 + entries.reduce((sum, { name }) => sum + 12 + name.length, 0);
  const records = entries.map(({ name, content }) => {
    const record = Buffer.concat([int(name.length), name, int(offset), int(content.length)]);
    offset += content.length;
    return record;
  });
  const info = Buffer.concat([int(entries.length), ...records]);
  const data = Buffer.concat(entries.map(({ content }) => content));
  return Buffer.concat([Buffer.of(0xbe), int(0), int(info.length), int(data.length), Buffer.of(0xed), info, data]);
}

export const sign = (privateKeyPem: string, said: object): string =>
  privateEncrypt(
    { key: privateKeyPem, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(JSON.stringify(said)),
  ).toString('base64');

export async function randomString(sandbox: StartedSandbox, appid: string): Promise<string> {
  const answer = await sandbox.post('/wxa/ci/getrandstr', { appid, clientRand: 1 });
  return String((answer['data'] as Json)['randomString']);
}

export interface UploadChanges {
  files?: Record<string, string | Buffer>;
  query?: Record<string, string>;
  path?: string;
  signature?: string;
  body?: Buffer;
}

/** An account with an upload key. */
export class Uploading {
  constructor(
    private readonly sandbox: StartedSandbox,
    readonly appid: string,
    public privateKeyPem: string,
  ) {}

  static async start(sandbox: StartedSandbox, account: Json = {}): Promise<Uploading> {
    const appid = String((await sandbox.knob('POST', '/sandbox/apps', account))['appid']);
    const { privateKeyPem } = await sandbox.knob('POST', `/sandbox/apps/${appid}/upload-key`, {});
    return new Uploading(sandbox, appid, String(privateKeyPem));
  }

  async signature(): Promise<string> {
    const randstr = await randomString(this.sandbox, this.appid);
    return sign(this.privateKeyPem, { appid: this.appid, rand_str: randstr });
  }

  /** What the uploader would send, with changes. */
  async upload(changes: UploadChanges = {}): Promise<Json> {
    const signature = changes.signature ?? (await this.signature());
    const query = new URLSearchParams({
      _r: '0.5',
      codeprotect: '0',
      type: 'miniProgram',
      appid: this.appid,
      version: '1.0.0',
      desc: 'first',
      robot: '1',
      ...changes.query,
    });
    const files = Object.fromEntries(
      Object.entries({
        ...sampleSource(),
        ...changes.files,
        'ci.signature': JSON.stringify({ signature, version: '2.1.42' }),
      }).map(([name, content]) => [`/${name}`, content]),
    );
    const answer = await fetch(`${this.sandbox.url}${changes.path ?? '/wxa/ci/upload'}?${query.toString()}`, {
      method: 'POST',
      body: new Uint8Array(changes.body ?? gzipSync(packed(files))),
    });
    return (await answer.json()) as Json;
  }

  async versions(): Promise<Json[]> {
    return (await this.sandbox.knob('GET', `/sandbox/apps/${this.appid}/uploads`))['devVersions'] as Json[];
  }
}
