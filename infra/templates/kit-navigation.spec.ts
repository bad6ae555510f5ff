import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Link {
  readonly kind: string;
  readonly target?: string;
}
interface Navigation {
  readonly leads: (link?: Link) => boolean;
  readonly follow: (link?: Link) => void;
  readonly open: (name: string, query?: object) => void;
  readonly takeHanded: (name: string) => object | null;
  readonly takeChosenCategory: () => string | null;
}

let moved: string[];
let clock: number;
(globalThis as { wx?: unknown }).wx = {
  navigateTo: ({ url }: { url: string }) => void moved.push(url),
  switchTab: ({ url }: { url: string }) => void moved.push(`tab ${url}`),
  makePhoneCall: ({ phoneNumber }: { phoneNumber: string }) => void moved.push(`call ${phoneNumber}`),
};
const navigation = createRequire(join(process.cwd(), 'templates/kit/src/app.js'))(
  './services/navigation.js',
) as Navigation;

beforeEach(() => {
  moved = [];
  // Quick taps open one page only, so each test taps a while after the one before.
  clock = (clock ?? Date.now()) + 10_000;
  jest.spyOn(Date, 'now').mockImplementation(() => clock);
});
afterEach(() => jest.restoreAllMocks());

test.each<[Link | undefined, string[]]>([
  [{ kind: 'product', target: 'p/1' }, ['/pages/product/index?productId=p%2F1']],
  [{ kind: 'category', target: 'c1' }, ['tab /pages/category/index']],
  [{ kind: 'search', target: '龙井' }, ['/pages/search/index?q=%E9%BE%99%E4%BA%95']],
  [{ kind: 'search' }, ['/pages/search/index']],
  [{ kind: 'orders' }, ['/pages/orders/index']],
  [{ kind: 'page', target: 'about' }, ['/pages/page/index?id=about']],
  [{ kind: 'phone', target: '0571-88' }, ['call 0571-88']],
  [{ kind: 'none' }, []],
  [{ kind: 'product', target: '' }, []],
  [{ kind: 'phone' }, []],
  [{ kind: 'somewhere', target: 'x' }, []],
  [{ kind: 'constructor', target: 'x' }, []],
  [undefined, []],
])('the link %j leads to %j', (link, urls) => {
  navigation.follow(link);

  expect(moved).toEqual(urls);
  expect(navigation.leads(link)).toBe(urls.length > 0);
});

test('a link to a page that this template does not have goes nowhere', () => {
  navigation.follow({ kind: 'article', target: 'a1' });
  navigation.follow({ kind: 'menu' });

  expect(moved).toEqual([]);
});

test('what a tab is opened for waits for it, and is handed over once', () => {
  navigation.follow({ kind: 'category', target: 'c1' });

  expect(navigation.takeHanded('cart')).toBeNull();
  expect(navigation.takeChosenCategory()).toBe('c1');
  expect(navigation.takeChosenCategory()).toBeNull();
});

test('two quick taps open one page', () => {
  navigation.open('orders');
  clock += 100;
  navigation.open('orders');

  expect(moved).toEqual(['/pages/orders/index']);
});

test('two quick taps on two things open both', () => {
  navigation.open('order', { id: 'o1' });
  clock += 100;
  navigation.open('order', { id: 'o2' });

  expect(moved).toEqual(['/pages/order/index?id=o1', '/pages/order/index?id=o2']);
});

test('empty values are left out of an address', () => {
  navigation.open('orders', { state: '', from: null, id: undefined, page: 2 });

  expect(moved).toEqual(['/pages/orders/index?page=2']);
});
