import type { LoadRequest } from '../load/load-plan.js';
import type { BenchServer } from '../stage/bench-server.js';
import type { Stage } from '../stage/stage.js';
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
  /** What it is compared with; yardsticks have none. */
  readonly yardstick?: SubjectId;
  /** CPU-seconds per 1,000 requests, server and database, that it must not exceed. */
  readonly goal?: number;
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
] as const;
export type SubjectId = (typeof subjectIds)[number];

// More than any server here answers per second; what the generator holds in memory is bounded by it.
const MOST_PER_SECOND = 8_000;
const SOME = 5_000;
// Each is laid down and signed beforehand, which takes milliseconds; whoever is through with them has been measured.
const NOTICES_PER_SECOND = 1_000;

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
    goal: 0.04,
  },
  'list-bytes': { title: 'bare Fastify, list bytes from a Map', server: readyBytes, requests: firstLists },
  list: { title: 'product list, cached', server: runtime, requests: firstLists, yardstick: 'list-bytes', goal: 0.04 },
  'product-bytes': { title: 'bare Fastify, product bytes from a Map', server: readyBytes, requests: firstProducts },
  product: { title: 'product, cached', server: runtime, requests: firstProducts, yardstick: 'product-bytes' },
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
    goal: 0.5,
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
    goal: 1.2,
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
