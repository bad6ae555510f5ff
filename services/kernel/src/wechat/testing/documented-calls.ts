import type { AppId, TenantId } from '../../identity/ids.js';
import { AuthorizedCalls } from '../authorized-calls.js';
import { ComponentTokens } from '../component-tokens.js';
import { localErrcodes } from '../error-rules.js';
import { WechatTransport } from '../transport.js';
import { MemoryCredentialStore } from './memory-credential-store.js';
import { RecordedWechat } from './recorded-wechat.js';

export const tenantId = '0190a000-0000-7000-8000-000000000001' as TenantId;
export const appId = 'wx0123456789abcdef' as AppId;

const TOKEN_PATH = '/cgi-bin/component/api_component_token';

/** Both kinds of tokens, and a WeChat that answers what it is told. */
export interface Callers {
  readonly wechat: RecordedWechat;
  readonly transport: WechatTransport;
  readonly component: ComponentTokens;
  readonly calls: AuthorizedCalls;
}

/** One call as WeChat's documents show it: what is asked, what is answered, what is read out of it. */
export interface DocumentedCall {
  readonly name: string;
  readonly ask: (callers: Callers) => Promise<unknown>;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Besides the token. */
  readonly query?: Readonly<Record<string, string>>;
  /** The query's name of the token; null for the calls that have none. */
  readonly token?: 'component_access_token' | null;
  /** The JSON text exactly as it is sent; absent for GET. */
  readonly body?: string;
  readonly answer: object;
  readonly reads: unknown;
}

/**
 * Runs every documented call, then every one again with the oddities that answers of WeChat's have: keys nobody documented, a quoted
 * or absent errcode, a page of HTML, half a JSON, another JSON kind.
 */
export function describeDocumentedCalls(area: string, documented: readonly DocumentedCall[]): void {
  describe(`${area}, as documented`, () => {
    let callers: Callers;

    beforeAll(async () => {
      callers = await newCallers();
    });
    beforeEach(async () => {
      callers.wechat.reset();
      callers.wechat.on(TOKEN_PATH, () => ({ body: { component_access_token: 'component-token', expires_in: 7200 } }));
      await callers.component.get();
      callers.wechat.calls.length = 0;
    });
    afterAll(() => callers.wechat.stop());

    test.each(documented)('$name', async ({ ask, method, path, query = {}, token, body, answer, reads }) => {
      callers.wechat.on(path, () => ({ body: answer }));

      expect(await ask(callers)).toEqual(reads);

      const [sent, ...others] = callers.wechat.calls;
      expect(others).toEqual([]);
      expect(sent).toMatchObject({ method, path, body: body ?? '' });
      expect(sent?.query).toEqual({ ...query, ...tokenOf(sent?.query ?? {}, token) });
      expect(sent?.body).not.toMatch(/\\u[0-9a-f]{4}/i);
    });

    test.each(documented)('$name: nobody minds a key that is new', async ({ ask, path, answer, reads }) => {
      callers.wechat.on(path, () => ({
        body: { ...answer, added_in_2027: { list: [{}], number: 1e30 }, errmsg: 'ok' },
      }));

      expect(await ask(callers)).toEqual(reads);
    });

    test.each(documented)('$name: an errcode may be quoted, and 0 is none', async ({ ask, path, answer, reads }) => {
      callers.wechat.on(path, () => ({ body: { ...answer, errcode: '0' } }));
      expect(await ask(callers)).toEqual(reads);

      callers.wechat.on(path, () => ({
        body: { errcode: '48002', errmsg: 'user refuse rid: 6721c0de-1b2c3d4e-5f607182' },
      }));
      await expect(ask(callers)).rejects.toMatchObject({ errcode: 48002, rid: '6721c0de-1b2c3d4e-5f607182' });
    });

    test.each(documented)('$name: what is no answer is told apart', async ({ ask, path }) => {
      for (const body of [
        '<html><body>502 Bad Gateway</body></html>',
        '{"errcode":0,"errmsg":',
        '[]',
        'null',
        '"ok"',
        '',
      ]) {
        callers.wechat.on(path, () => ({ body, headers: { 'content-type': 'text/html' } }));

        await expect(ask(callers)).rejects.toMatchObject({ errcode: localErrcodes.unexpectedAnswer });
      }
    });
  });
}

async function newCallers(): Promise<Callers> {
  const wechat = await RecordedWechat.start();
  const transport = new WechatTransport(wechat.settings, { backoffMs: 1 });
  const store = new MemoryCredentialStore();
  await store.saveTicket('ticket@@@1');
  const component = new ComponentTokens(wechat.settings, transport, store);
  const tokens = { of: () => ({ get: async () => 'authorizer-token', refuse: async () => undefined }) };
  return { wechat, transport, component, calls: new AuthorizedCalls(transport, tokens) };
}

/** Either token under `access_token`, unless the documents spell it otherwise. */
function tokenOf(sent: Readonly<Record<string, string>>, name: DocumentedCall['token']): Record<string, string> {
  if (name === null) return {};
  if (name !== undefined) return { [name]: 'component-token' };
  return { access_token: sent['access_token'] === 'component-token' ? 'component-token' : 'authorizer-token' };
}
