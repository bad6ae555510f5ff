import { createRequire } from 'node:module';
import { join } from 'node:path';

type Data = Record<string, unknown>;
interface Definition {
  readonly data: Data;
  readonly methods: Record<string, (this: Instance, ...args: never[]) => void>;
  readonly observers: Record<string, (this: Instance, value: unknown) => void>;
  readonly lifetimes?: Record<string, (this: Instance) => void>;
  readonly pageLifetimes?: Record<string, (this: Instance) => void>;
}
interface Instance {
  data: Data;
  readonly heard: string[];
  setData(change: Data): void;
  triggerEvent(name: string): void;
  /** Gives a property a value, as the page around does. */
  give(name: string, value: unknown): void;
  live(name: 'attached' | 'detached' | 'show' | 'hide'): void;
}

let defined: Definition;
Object.assign(globalThis, {
  wx: {
    getExtConfigSync: () => ({ appId: 'wx0123456789abcdef', apiBase: 'https://shop.test' }),
    getAppBaseInfo: () => ({ language: 'en' }),
    getStorageSync: () => null,
  },
  Component: (definition: Definition) => {
    defined = definition;
  },
});
const load = createRequire(join(process.cwd(), 'templates/kit/src/app.js'));
load('./components/countdown-clock/index.js');
const clockDefinition = defined!;
load('./components/section-flash-sale/index.js');
const saleDefinition = defined!;

function made({ data, methods, observers, lifetimes, pageLifetimes }: Definition): Instance {
  const instance: Instance = {
    data: { ...data },
    heard: [],
    setData: (change) => void Object.assign(instance.data, change),
    triggerEvent: (name) => void instance.heard.push(name),
    give(name, value) {
      instance.data[name] = value;
      observers[name]?.call(instance, value);
    },
    live: (name) => ({ ...lifetimes, ...pageLifetimes })[name]?.call(instance),
  };
  return Object.assign(instance, methods);
}

const START = Date.parse('2026-03-01T10:00:00Z');
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
const item = {
  productId: 'p',
  skuId: 's',
  title: 'Tea',
  imageUrl: null,
  priceFen: 800,
  listPriceFen: 1000,
  remaining: 5,
  total: 20,
};
const section = (startsAt: string, endsAt: string, items: readonly object[] = [item]): object => ({
  settings: {},
  flashSale: { id: 'f', title: 'Sale', startsAt, endsAt, items },
});

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

describe('countdown', () => {
  test('counts down, says once that the time has come, and stops', () => {
    const clock = made(clockDefinition);
    clock.give('until', at(3));
    clock.live('attached');
    expect(clock.data['left']).toMatchObject({ over: false, seconds: '03' });

    jest.advanceTimersByTime(10_000);

    expect(clock.data['left']).toMatchObject({ over: true });
    expect(clock.heard).toEqual(['over']);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('goes on when it is given another instant after it has run out', () => {
    const clock = made(clockDefinition);
    clock.give('until', at(1));
    clock.live('attached');
    jest.advanceTimersByTime(2_000);

    clock.give('until', at(5));
    expect(clock.data['left']).toMatchObject({ over: false, seconds: '03' });
    jest.advanceTimersByTime(4_000);

    expect(clock.heard).toEqual(['over', 'over']);
  });

  test('rests while its page is hidden and is right again when it shows', () => {
    const clock = made(clockDefinition);
    clock.give('until', at(60));
    clock.live('attached');

    clock.live('hide');
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(30_000);
    clock.live('show');

    expect(clock.data['left']).toMatchObject({ seconds: '30' });
    clock.live('detached');
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('flash sale', () => {
  test('before it starts counts to the start, then to the end, then goes and says so', () => {
    const sale = made(saleDefinition);
    const onOver = (): void => (sale as unknown as { onOver(): void }).onOver();

    sale.give('section', section(at(10), at(20)));
    expect(sale.data).toMatchObject({ waiting: true, until: at(10) });

    jest.setSystemTime(START + 10_000);
    onOver();
    expect(sale.data).toMatchObject({ waiting: false, until: at(20) });
    expect(sale.heard).toEqual([]);

    jest.setSystemTime(START + 20_000);
    onOver();
    expect(sale.data).toMatchObject({ sale: null, until: '' });
    expect(sale.heard).toEqual(['over']);
  });

  test.each([
    ['without a sale', { settings: {}, flashSale: null }],
    ['with a sale that is over', section(at(-20), at(-10))],
    ['with a sale of nothing', section(at(-20), at(10), [])],
    ['that the runtime added nothing to', { settings: {} }],
  ])('%s takes no room', (_, given) => {
    const sale = made(saleDefinition);
    sale.give('section', given);

    expect(sale.data['sale']).toBeNull();
  });

  test('says how much is left, and that it is gone', () => {
    const sale = made(saleDefinition);
    sale.give(
      'section',
      section(at(-1), at(10), [item, { ...item, skuId: 'b', remaining: 0 }, { ...item, skuId: 'c', total: 0 }]),
    );

    expect(sale.data['items']).toMatchObject([
      { left: '5 left', soldPercent: 75, gone: false },
      { left: 'All gone', soldPercent: 100, gone: true },
      { soldPercent: 0 },
    ]);
  });
});
