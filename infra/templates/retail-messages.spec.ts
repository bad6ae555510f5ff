import { createRequire } from 'node:module';
import { join } from 'node:path';

type Call = { url: string; method: string; data?: unknown };
type Options = Record<string, unknown> & {
  success?: (result: unknown) => void;
  fail?: (error: unknown) => void;
  complete?: () => void;
};

const templates = ['orderPaid', 'orderShipped', 'orderRefunded', 'pickupReady'].map((purpose) => ({
  purpose,
  templateId: `T-${purpose}`,
}));

let calls: Call[];
let asked: string[][];
let windows: unknown[];
let popUp: (options: Options) => void;

const wx = {
  getExtConfigSync: () => ({ apiBase: 'https://shop.example.com/a/wx0000000000000001', appId: 'wx0000000000000001' }),
  getAccountInfoSync: () => ({ miniProgram: { appId: 'wx0000000000000001' } }),
  getAppBaseInfo: () => ({ language: 'zh_CN' }),
  getStorageSync: () => ({ token: 'token', expiresAt: '2999-01-01T00:00:00Z' }),
  setStorageSync: () => undefined,
  request(options: Options & { url: string; method: string; data?: unknown }) {
    calls.push({ url: options.url, method: options.method, data: options.data });
    const isList = options.url.endsWith('/message-templates');
    options.success?.({ statusCode: 200, data: isList ? { items: templates } : { fulfilment: 'received' } });
  },
  requestSubscribeMessage(options: Options & { tmplIds: string[] }) {
    asked.push(options.tmplIds);
    popUp(options);
  },
  openBusinessView(options: Options) {
    windows.push({ businessType: options['businessType'], extraData: options['extraData'] });
    options.complete?.();
  },
};
Object.assign(globalThis, { wx });

// The mini-program's own modules, taken as WeChat would: CommonJS files of the package.
const service = createRequire(join(process.cwd(), 'templates/kit/src/services/money.js'));
const subscriptions = service('./subscriptions.js') as {
  prepare: () => Promise<void>;
  ask: (purposes: string[]) => Promise<void>;
  purposesOf: (delivery: string) => string[];
};
const { confirmReceipt } = service('./receipt.js') as {
  confirmReceipt: (order: object) => Promise<{ fulfilment: string }>;
};

beforeEach(() => {
  calls = [];
  asked = [];
  windows = [];
  popUp = ({ success }) => success?.({ 'T-orderPaid': 'accept', 'T-orderShipped': 'reject', errMsg: 'ok' });
});

test('nothing is asked before the templates are known', async () => {
  await subscriptions.ask(['orderPaid']);
  expect([asked, calls]).toEqual([[], []]);
});

test('three kinds at most are asked about, in the tap itself, and the answers told', async () => {
  await subscriptions.prepare();
  calls = [];
  const done = subscriptions.ask(subscriptions.purposesOf('pickup'));
  // WeChat opens the pop-up only while the tap is being handled.
  expect(asked).toEqual([['T-orderPaid', 'T-pickupReady', 'T-orderRefunded']]);
  await done;
  expect(calls).toMatchObject([{ method: 'POST', data: { answers: { 'T-orderPaid': 'accept' } } }]);
  expect(calls[0]?.url).toMatch(/\/subscriptions$/);
});

test('a pop-up that does not open stops nobody from paying', async () => {
  await subscriptions.prepare();
  calls = [];
  popUp = ({ fail }) => fail?.({ errCode: 20004 });
  await subscriptions.ask(['orderPaid']);
  expect(calls).toEqual([]);
});

test('a receipt is confirmed in WeChat’s window where there is one, and looked up by the runtime in any case', async () => {
  expect(await confirmReceipt({ id: 'o1', receipt: { transactionId: '42' } })).toEqual({ fulfilment: 'received' });
  expect(windows).toEqual([{ businessType: 'weappOrderConfirm', extraData: { transaction_id: '42' } }]);
  await confirmReceipt({ id: 'o2', receipt: null });
  expect(windows).toHaveLength(1);
  expect(calls.map(({ url }) => url.split('/').slice(-3).join('/'))).toEqual([
    'orders/o1/confirm-receipt',
    'orders/o2/confirm-receipt',
  ]);
});
