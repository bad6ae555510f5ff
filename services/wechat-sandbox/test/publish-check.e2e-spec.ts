import { type Json, type ReceivedRequest, StartedSandbox } from './started-sandbox.js';

const MINI_PROGRAM = { appid: 'wxd101a85aa106f53e', userName: 'gh_8dad206e9538' };
const OFFICIAL_ACCOUNT = { appid: 'wx570bc396a51b8ff8', userName: 'gh_3c884a361561' };
const PASSED = { result: 'passed' };
const SKIPPED = { result: 'skipped' };

type Answer = { status: number; body: string };
const SUCCESS: Answer = { status: 200, body: 'success' };
const EMPTY: Answer = { status: 200, body: '' };

const sandbox = new StartedSandbox();
let componentToken = '';
beforeAll(async () => {
  await sandbox.start();
  componentToken = await sandbox.componentToken();
});
afterAll(() => sandbox.stop());

/** A platform as small as the check allows; a test replaces the part that it wants to be wrong. */
const goodPlatform = {
  ticket: (): Answer => SUCCESS,
  text: (message: string): Answer => encryptedText(message, `${member(message, 'Content')}_callback`),
  queryAuthCode: (message: string, code: string): Answer => {
    void reply(message, code).then((sent) => void sentBack.push(sent));
    return EMPTY;
  },
};
const sentBack: Json[] = [];

async function reply(message: string, code: string, content = `${code}_from_api`): Promise<Json> {
  const answer = await sandbox.post(`/cgi-bin/component/api_query_auth?access_token=${componentToken}`, {
    component_appid: sandbox.componentAppid,
    authorization_code: code,
  });
  const { authorizer_access_token: token } = answer['authorization_info'] as Json;
  return sandbox.post(`/cgi-bin/message/custom/send?access_token=${String(token)}`, {
    touser: member(message, 'FromUserName'),
    msgtype: 'text',
    text: { content },
  });
}

function encryptedText(message: string, content: string, signature?: string): Answer {
  const [to, from] = [member(message, 'FromUserName'), member(message, 'ToUserName')];
  const encrypted = sandbox.crypto.encrypt(
    `<xml><ToUserName><![CDATA[${to}]]></ToUserName><FromUserName><![CDATA[${from}]]></FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content></xml>`,
  );
  const signed = signature ?? sandbox.crypto.sign('1', 'n', encrypted);
  const body = `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signed}]]></MsgSignature><TimeStamp>1</TimeStamp><Nonce><![CDATA[n]]></Nonce></xml>`;
  return { status: 200, body };
}

const member = (xml: string, name: string) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]>`).exec(xml)?.[1] ?? '';

function stand(platform: Partial<typeof goodPlatform> = {}): void {
  const { ticket, text, queryAuthCode } = { ...goodPlatform, ...platform };
  sandbox.receiver.answer = (request: ReceivedRequest) => {
    const message = sandbox.decrypt(request);
    if (message.includes('component_verify_ticket')) return ticket();
    const content = member(message, 'Content');
    const code = /^QUERY_AUTH_CODE:(.*)$/.exec(content)?.[1];
    if (code !== undefined) return queryAuthCode(message, code);
    return content === 'TESTCOMPONENT_MSG_TYPE_TEXT' ? text(message) : SUCCESS;
  };
}

const check = (body: Json = {}) => sandbox.knob('POST', '/sandbox/publish-check', body);

describe('the check of a platform before it is published', () => {
  it('passes one that answers a mini-program: ticket, empty answer, exchange, message', async () => {
    stand();
    const report = await check();

    expect(report).toMatchObject({
      ...MINI_PROGRAM,
      kind: 'mini-program',
      passed: true,
      steps: [
        { step: 'ticket', ...PASSED, received: '200 success' },
        { step: 'text-reply', ...SKIPPED },
        { step: 'empty-answer', ...PASSED, received: '200' },
        { step: 'query-auth', ...PASSED },
        { step: 'custom-send', ...PASSED },
      ],
    });
    expect(sentBack.at(-1)).toMatchObject({ errcode: 0 });
  });

  it('asks an official account for an encrypted reply too', async () => {
    stand();
    const report = await check({ appid: OFFICIAL_ACCOUNT.appid });

    expect(report).toMatchObject({ ...OFFICIAL_ACCOUNT, kind: 'official-account', passed: true });
    expect((report['steps'] as Json[]).map(({ result }) => result)).toEqual(Array(5).fill('passed'));
  });

  it('stops at the ticket when the platform holds no set for messages', async () => {
    stand();
    const sets = { permissionSets: [17, 18] };
    const reports = [await check(sets), await check({ ...sets, appid: OFFICIAL_ACCOUNT.appid })];

    for (const { steps, passed } of reports) {
      expect(passed).toBe(true);
      expect((steps as Json[]).map(({ result }) => result)).toEqual(['passed', ...Array<string>(4).fill('skipped')]);
    }
  });

  it('leaves no authorizer behind, and pushes nothing that a merchant would cause', async () => {
    stand();
    sandbox.receiver.requests.length = 0;
    await check();
    const list = await sandbox.post(`/cgi-bin/component/api_get_authorizer_list?access_token=${componentToken}`, {
      component_appid: sandbox.componentAppid,
      offset: 0,
      count: 500,
    });
    const pushed = sandbox.receiver.requests.map((request) => sandbox.decrypt(request));

    expect(list).toMatchObject({ total_count: 0 });
    expect(pushed.filter((text) => /authorized/.test(text))).toEqual([]);
  });

  it('can be repeated', async () => {
    stand();
    for (let count = 0; count < 8; count++) expect(await check()).toMatchObject({ passed: true });
  });
});

describe('a platform that fails', () => {
  const failing: [string, Partial<typeof goodPlatform>, string, string, RegExp][] = [
    ['refuses the ticket', { ticket: () => ({ status: 500, body: 'no' }) }, MINI_PROGRAM.appid, 'ticket', /^500 no$/],
    ['answers the ticket with ok', { ticket: () => ({ ...SUCCESS, body: 'ok' }) }, MINI_PROGRAM.appid, 'ticket', /ok/],
    ['replies in the clear', { text: () => SUCCESS }, OFFICIAL_ACCOUNT.appid, 'text-reply', /^200 success$/],
    [
      'signs the reply wrongly',
      { text: (message) => encryptedText(message, 'TESTCOMPONENT_MSG_TYPE_TEXT_callback', 'x') },
      OFFICIAL_ACCOUNT.appid,
      'text-reply',
      /<Encrypt>/,
    ],
    [
      'replies another text',
      { text: (message) => encryptedText(message, 'hello') },
      OFFICIAL_ACCOUNT.appid,
      'text-reply',
      /hello/,
    ],
    ['answers the code', { queryAuthCode: () => SUCCESS }, MINI_PROGRAM.appid, 'empty-answer', /^200 success$/],
    ['forgets the code', { queryAuthCode: () => EMPTY }, MINI_PROGRAM.appid, 'query-auth', /not called/],
    [
      'sends another text',
      {
        queryAuthCode: (message, code) => {
          void reply(message, code, 'hello');
          return EMPTY;
        },
      },
      MINI_PROGRAM.appid,
      'custom-send',
      /hello/,
    ],
  ];

  it.each(failing)('%s', async (_name, platform, appid, step, received) => {
    stand(platform);
    const report = await check({ appid, waitMs: 300 });
    const failed = (report['steps'] as Json[]).filter(({ result }) => result === 'failed');

    expect(report['passed']).toBe(false);
    expect(failed[0]).toMatchObject({ step, expected: expect.any(String), received: expect.stringMatching(received) });
  });

  it('cannot exchange the code twice', async () => {
    const codes: string[] = [];
    stand({ queryAuthCode: (message, code) => (codes.push(code), goodPlatform.queryAuthCode(message, code)) });
    await check();
    const again = await sandbox.post(`/cgi-bin/component/api_query_auth?access_token=${componentToken}`, {
      component_appid: sandbox.componentAppid,
      authorization_code: codes[0],
    });

    expect(again).toMatchObject({ errcode: 61009 });
  });
});

describe('the knob', () => {
  it('knows the five published pairs and nothing else', async () => {
    stand();

    expect(await check({ appid: 'wx5910277cae6fd970' })).toMatchObject({ userName: 'gh_7818dcb60240', passed: true });
    expect(String((await check({ appid: 'wx0000000000000001' }))['error'])).toContain('"appid" must be one of');
    expect(String((await check({ steps: 1 }))['error'])).toContain('no field "steps"');
  });

  it('plays one check at a time', async () => {
    stand({ queryAuthCode: () => EMPTY });
    const [first, second] = [check({ waitMs: 500 }), check({ waitMs: 500 })];
    const answers = await Promise.all([first, second]);

    expect(answers.filter(({ error }) => /is running/.test(String(error)))).toHaveLength(1);
  });

  it('survives a reset meanwhile', async () => {
    const isAsked = new Promise<void>((resolve) => {
      stand({ queryAuthCode: () => (resolve(), EMPTY) });
    });
    const report = check({ waitMs: 2000 });
    await isAsked;
    await sandbox.knob('POST', '/sandbox/reset');

    expect(await report).toMatchObject({ passed: false });
    stand();
    sandbox.receiver.requests.length = 0;
    await sandbox.knob('POST', '/sandbox/ticket');
    componentToken = await sandbox.componentToken();
    expect(await check()).toMatchObject({ passed: true });
  });

  it('names the addresses that are missing', async () => {
    const silent = new StartedSandbox({ SANDBOX_AUTH_EVENT_URL: '', SANDBOX_MESSAGE_URL: '' });
    await silent.start();
    const report = await silent.knob('POST', '/sandbox/publish-check', { waitMs: 0 });
    await silent.stop();

    expect(report).toMatchObject({
      passed: false,
      steps: expect.arrayContaining([
        expect.objectContaining({ step: 'ticket', received: expect.stringContaining('SANDBOX_AUTH_EVENT_URL') }),
        expect.objectContaining({ step: 'empty-answer', received: expect.stringContaining('SANDBOX_MESSAGE_URL') }),
      ]),
    });
  });
});
