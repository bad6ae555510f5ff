import type { LoadRequest } from '../load/load-plan.js';
import type { BenchServer, YardstickName } from '../stage/bench-server.js';
import { isExact, RUSH_STOCK } from '../stage/rush-data.js';
import type { Stage } from '../stage/stage.js';
import { drawTries } from './draw-requests.js';
import { bareRush, isBareRushExact, rushOrders } from './rush-requests.js';
import {
  cartAdditions,
  everyProduct,
  freshLists,
  get,
  listPath,
  orders,
  productPath,
  quotes,
  storefrontPath,
} from './shop-requests.js';
import { cartLines, hellos, items, lists, purchases } from './yardstick-requests.js';

/** One thing that is measured. */
export interface Subject {
  readonly id: SubjectId;
  readonly title: string;
  /** The server on the stage that is asked. */
  server(stage: Stage): BenchServer;
  /** Made anew for each load. */
  requests(stage: Stage, seconds: number): LoadRequest[] | Promise<LoadRequest[]>;
  /** Each request at most once, and nothing cached when the load begins. */
  readonly uncached?: boolean;
  /** Many who want more than there is. */
  readonly crowd?: Crowd;
  /** Left out where no redis-server is installed. */
  readonly needsRedis?: boolean;
  /** Left out without `--neighbours`. */
  readonly needsNeighbours?: boolean;
  /** Where a crowd is the point; 32 when missing. */
  readonly connections?: number;
  /** What it is compared with; yardsticks have none. */
  readonly yardstick?: SubjectId;
  /** CPU-seconds per 1,000 requests, server and database, that it must not exceed. */
  readonly goal?: number;
}

export interface Crowd {
  /** Requests in all: it ends when each is answered. */
  readonly attempts: number;
  /** Status of those who came too late. */
  readonly refusal: number;
  /** Attempts answered and won per second, and milliseconds at p99, that it should reach. */
  readonly goal?: { readonly answered: number; readonly won: number; readonly p99Ms: number };
  isExact(stage: Stage, winners: number): Promise<boolean>;
}

export const subjectIds = [
  'small-json',
  'storefront-bytes',
  'storefront',
  'list-bytes',
  'list',
  'product-bytes',
  'product',
  'select-list',
  'list-uncached',
  'select-row',
  'product-uncached',
  'quote',
  'quote-promotions',
  'upsert',
  'cart-add',
  'order-statement',
  'order',
  'notice-statement',
  'pay-notice',
  'hot-batch',
  'redis-script',
  'draw',
  'flash-sale',
  'flash-sale-redis',
  'neighbours',
] as const;
export type SubjectId = (typeof subjectIds)[number];

// More than any server here answers per second; what the generator holds in memory is bounded by it.
const MOST_PER_SECOND = 8_000;
const SOME = 5_000;
const RUSH_CONNECTIONS = 500;
// Each is laid down and signed beforehand, which takes milliseconds; whoever is through with them has been measured.
const NOTICES_PER_SECOND = 1_000;

// Five times as many attempts as there are pieces.
const rush = { attempts: 5 * RUSH_STOCK, refusal: 409 };
const atYardstick = (name: YardstickName) => ({
  server: (stage: Stage) => stage.yardstick(name),
  requests: (stage: Stage) => bareRush(stage.yardstick(name)),
  connections: RUSH_CONNECTIONS,
  crowd: {
    ...rush,
    isExact: (stage: Stage, winners: number) => isBareRushExact(stage.yardstick(name), winners),
  },
});
const flashSale = (server: (stage: Stage) => BenchServer, goal: Crowd['goal']) => ({
  server,
  requests: (stage: Stage) => rushOrders(stage.rush, server(stage).port),
  connections: RUSH_CONNECTIONS,
  yardstick: 'hot-batch' as const,
  crowd: {
    ...rush,
    ...(goal && { goal }),
    isExact: async (stage: Stage, winners: number) => isExact(await stage.rush.outcome(), winners),
  },
});

const runtime = (stage: Stage) => stage.runtime;
const smallJson = (stage: Stage) => stage.yardstick('small-json');
const readyBytes = (stage: Stage) => stage.yardstick('ready-bytes');
const signedNotice = (stage: Stage) => stage.yardstick('signed-notice');
const oneStatement = (stage: Stage) => stage.yardstick('one-statement');
const storefronts = ({ shops }: Stage) => shops.map((shop) => get(storefrontPath(shop)));
const firstLists = ({ shops }: Stage) => shops.map((shop) => get(listPath(shop)));
const firstProducts = ({ shops }: Stage) => shops.map((shop) => get(productPath(shop)));

/** In the order they run: each yardstick beside what it measures, reading before writing. */
const table: Readonly<Record<SubjectId, Omit<Subject, 'id'>>> = {
  'small-json': { title: 'bare Fastify, a small JSON', server: smallJson, requests: hellos },
  'storefront-bytes': { title: 'bare Fastify, storefront bytes from a Map', server: readyBytes, requests: storefronts },
  storefront: {
    title: 'storefront, cached',
    server: runtime,
    requests: storefronts,
    yardstick: 'storefront-bytes',
    goal: 0.03,
  },
  'list-bytes': { title: 'bare Fastify, list bytes from a Map', server: readyBytes, requests: firstLists },
  list: { title: 'product list, cached', server: runtime, requests: firstLists, yardstick: 'list-bytes', goal: 0.03 },
  'product-bytes': { title: 'bare Fastify, product bytes from a Map', server: readyBytes, requests: firstProducts },
  product: {
    title: 'product, cached',
    server: runtime,
    requests: firstProducts,
    yardstick: 'product-bytes',
    goal: 0.03,
  },
  'select-list': {
    title: 'bare Fastify, one SELECT of 20 rows',
    server: oneStatement,
    requests: ({ shops }) => lists(shops.length, SOME),
  },
  'list-uncached': {
    title: 'product list, uncached',
    server: runtime,
    requests: ({ shops }, seconds) => freshLists(shops, Math.ceil(seconds * MOST_PER_SECOND)),
    uncached: true,
    yardstick: 'select-list',
    goal: 0.45,
  },
  'select-row': {
    title: 'bare Fastify, one SELECT of a row',
    server: oneStatement,
    requests: ({ shops }) => items(shops.length, SOME),
  },
  'product-uncached': {
    title: 'product, uncached',
    server: runtime,
    requests: ({ shops }) => everyProduct(shops),
    uncached: true,
    yardstick: 'select-row',
    goal: 0.2,
  },
  quote: {
    title: 'quote of 2 articles',
    server: runtime,
    requests: ({ shops }) => quotes(shops, SOME),
    yardstick: 'select-row',
  },
  'quote-promotions': {
    title: 'the same in a sale, with coupons',
    server: runtime,
    requests: ({ promotedShops }) => quotes(promotedShops, SOME),
    yardstick: 'select-row',
  },
  upsert: {
    title: 'bare Fastify, one upsert',
    server: oneStatement,
    requests: ({ shops }) => cartLines(shops.length, SOME),
  },
  'cart-add': {
    title: 'add to cart',
    server: runtime,
    requests: ({ shops }) => cartAdditions(shops),
    yardstick: 'upsert',
    goal: 0.5,
  },
  'order-statement': {
    title: 'bare Fastify, an order in one statement',
    server: oneStatement,
    requests: ({ shops }) => purchases(shops.length, SOME),
  },
  order: {
    title: 'order of 2 articles',
    server: runtime,
    requests: ({ shops }) => orders(shops, SOME),
    yardstick: 'order-statement',
  },
  draw: {
    title: 'try at one draw, 500 shoppers at once',
    server: runtime,
    requests: ({ drawShop }) => drawTries(drawShop),
    connections: RUSH_CONNECTIONS,
    yardstick: 'hot-batch',
  },
  'notice-statement': {
    title: 'bare Fastify, a signature and one statement',
    server: signedNotice,
    requests: ({ notices }, seconds) => notices.leanNotices(Math.ceil(seconds * NOTICES_PER_SECOND)),
    uncached: true,
  },
  'pay-notice': {
    title: 'notice of a payment',
    server: runtime,
    requests: ({ notices, shops }, seconds) => notices.notices(shops, Math.ceil(seconds * NOTICES_PER_SECOND)),
    uncached: true,
    yardstick: 'notice-statement',
    goal: 3,
  },
  'hot-batch': { title: 'bare Fastify, one hot row in flights', ...atYardstick('hot-batch') },
  'redis-script': {
    title: 'bare Fastify, a script in Redis, no orders',
    needsRedis: true,
    ...atYardstick('redis-script'),
  },
  'flash-sale': {
    title: 'flash sale of one SKU, embedded',
    ...flashSale(runtime, { answered: 2_000, won: 0, p99Ms: 500 }),
  },
  'flash-sale-redis': {
    title: 'the same with Redis, as in production',
    needsRedis: true,
    ...flashSale((stage) => stage.runtimeWithRedis, { answered: 8_000, won: 3_000, p99Ms: 500 }),
  },
  neighbours: {
    title: 'product list of ever another small merchant',
    server: runtime,
    requests: ({ neighbours }) => neighbours.map((appId) => get(`/a/${appId}/products?limit=20`)),
    needsNeighbours: true,
    yardstick: 'select-list',
  },
};

/** What was asked for with the yardsticks it needs; everything when nothing was. */
export function chooseSubjects(wanted: readonly SubjectId[]): Subject[] {
  const chosen = new Set<SubjectId>(wanted.length > 0 ? wanted : subjectIds);
  for (const id of wanted) {
    const { yardstick } = table[id];
    if (yardstick) chosen.add(yardstick);
  }
  return subjectIds.filter((id) => chosen.has(id)).map((id) => ({ id, ...table[id] }));
}

export function isSubjectId(text: string): text is SubjectId {
  return (subjectIds as readonly string[]).includes(text);
}
