import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import type { ApiClient } from '#kernel/http/client.js';
import type { In, RouteDefinition } from '#kernel/http/contract.js';
import { importBookingShop } from '../../../services/control-plane/src/commerce/booking-setup.contract.js';
import { createTableCodes, createTables } from '../../../services/control-plane/src/commerce/dining.contract.js';
import { createDraw, publishDraw } from '../../../services/control-plane/src/commerce/draws.contract.js';
import { createGroupBuy } from '../../../services/control-plane/src/commerce/group-buys.contract.js';
import { importArticles } from '../../../services/control-plane/src/commerce/magazine.contract.js';
import {
  getProduct,
  importProducts,
  listProducts,
} from '../../../services/control-plane/src/commerce/products.contract.js';
import { createCoupon } from '../../../services/control-plane/src/commerce/promotions.contract.js';
import {
  publishStorefront,
  saveDraft,
  startStorefront,
} from '../../../services/control-plane/src/hosting/storefront.contract.js';
import { createMerchant } from '../../../services/control-plane/src/merchants/merchants.contract.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { each, type Station } from '../station.js';

export const verticals = ['retail', 'restaurant', 'booking', 'magazine'] as const;
export type Vertical = (typeof verticals)[number];

const DAY_MS = 86_400_000;
export const TABLE = '8';
export const COUPON = '春茶尝鲜券';
export const GROUP_BUY = '碧螺春 两人团';
export const PICKUP_ADDRESS = '茶山路口，公交总站对面';
/** Where the noodles come from. */
export const PARLOUR = { latitude: 30.2741, longitude: 120.1551 };

/** A shop of one vertical as its template ships it: a preset and the demo goods that belong to it. */
interface DemoShop {
  readonly name: string;
  readonly presetId: string;
  /** What the merchant has set otherwise than the preset. */
  readonly changes?: object;
  stock(agency: ApiClient, traveller: Traveller): Promise<unknown>;
}

const shops: Readonly<Record<Vertical, DemoShop>> = {
  retail: {
    name: '岭上茶舍',
    presetId: 'tea-house',
    changes: {
      delivery: {
        express: { enabled: true, feeFen: 1_000, freeFromFen: 19_900 },
        pickup: { enabled: true, address: PICKUP_ADDRESS, hours: '每天 9:00–21:00' },
        note: '茶叶密封避光包装，一般 2–4 天送达。',
      },
    },
    async stock(agency, traveller) {
      await importGoods(agency, traveller, 'retail/demo/tea-house.csv');
      const { merchantId } = traveller;
      const { id } = await agency.call(createCoupon, { params: { merchantId }, body: firstTea(Date.now()) });
      await offerToGroups(agency, merchantId);
      await holdDraw(agency, merchantId, id);
    },
  },
  restaurant: {
    name: '巷口面馆',
    // Open day and night, so that the journey can be made at any hour.
    presetId: 'noodle-house',
    async stock(agency, traveller) {
      await importGoods(agency, traveller, 'restaurant/demo/noodle-house.csv');
      const { merchantId, appId } = traveller;
      const tables = [{ area: '大堂', name: TABLE, seats: 4 }];
      await agency.call(createTables, { params: { merchantId }, body: { tables } });
      await agency.call(createTableCodes, { params: { merchantId, appId } });
    },
  },
  booking: {
    name: '木质发廊',
    presetId: 'hair-salon',
    stock: (agency, { merchantId }) =>
      agency.call(importBookingShop, {
        params: { merchantId },
        body: json(importBookingShop, 'booking/demo/hair-salon.json'),
      }),
  },
  magazine: {
    name: '小满的厨房',
    presetId: 'food-blogger',
    async stock(agency, traveller) {
      await importGoods(agency, traveller, 'magazine/demo/food-blogger.csv');
      const body = json(importArticles, 'magazine/demo/food-blogger.articles.json');
      await agency.call(importArticles, { params: { merchantId: traveller.merchantId }, body });
    },
  },
};

/** One merchant for each vertical; they are `travellers` of the same order. */
export const addMerchants: Station<JourneyContext> = {
  name: 'merchants added',
  async run(context) {
    for (const vertical of verticals) {
      const { name } = shops[vertical];
      const body = { clientRef: `shopper-${vertical}`, name };
      const { id } = await context.agency.call(createMerchant, { body });
      context.travellers.push({ merchantId: id, name, appId: `wx${randomUUID().replaceAll('-', '').slice(0, 16)}` });
    }
    return { count: verticals.length, remark: verticals.join(', ') };
  },
};

/** Goods, tables, staff and articles of the demo, and the storefront published as its preset has it. */
export const furnish: Station<JourneyContext> = {
  name: 'shops furnished and published',
  async run({ agency, travellers }) {
    await each(travellers, async (traveller, index) => {
      const templateId = verticals[index] ?? 'retail';
      const shop = shops[templateId];
      await shop.stock(agency, traveller);
      const params = { merchantId: traveller.merchantId, appId: traveller.appId };
      const started = await agency.call(startStorefront, { params, body: { templateId, presetId: shop.presetId } });
      const contact = { ...(started.draft['contact'] as object), phone: '0571-87000000' };
      const config = { ...started.draft, contact, ...shop.changes };
      await agency.call(saveDraft, { params, body: { config, expectedVersion: started.draftVersion } });
      await agency.call(publishStorefront, { params, body: {} });
    });
    return { count: travellers.length, remark: `${travellers.length} shops` };
  },
};

/** Twenty yuan off tea for two hundred, for shoppers who come again too. */
function firstTea(nowMs: number): In<typeof createCoupon>['body'] {
  return {
    title: COUPON,
    kind: 'amount',
    amountFen: 2_000,
    thresholdFen: 20_000,
    startsAt: new Date(nowMs - DAY_MS).toISOString(),
    endsAt: new Date(nowMs + 30 * DAY_MS).toISOString(),
    perShopper: 2,
    stackable: false,
    giftable: true,
  };
}

/** Tea for two, cheaper by twenty yuan. */
async function offerToGroups(agency: ApiClient, merchantId: string): Promise<void> {
  const { items } = await agency.call(listProducts, { params: { merchantId }, query: { limit: 100 } });
  const productId = items.find(({ title }) => title === '洞庭碧螺春')?.id ?? '';
  const { skus } = await agency.call(getProduct, { params: { merchantId, productId } });
  const terms = { title: GROUP_BUY, productId, size: 2, hours: 24, perShopper: 2, ...week() };
  const goods = skus.map(({ id, priceFen }) => ({ skuId: id, priceFen: priceFen - 2_000 }));
  await agency.call(createGroupBuy, { params: { merchantId }, body: { ...terms, items: goods } });
}

async function holdDraw(agency: ApiClient, merchantId: string, couponId: string): Promise<void> {
  const prizes = [
    { kind: 'goods' as const, title: '手工白瓷盖碗', valueFen: 12_800, weightPpm: 5_000, count: 10 },
    { kind: 'coupon' as const, title: '20 元茶券', couponId, weightPpm: 195_000, count: 300 },
    { kind: 'thanks' as const, title: '谢谢参与', weightPpm: 800_000 },
  ];
  const sharing = { look: 'wheel' as const, triesPerShare: 0, maxShareTries: 0 };
  const terms = { title: '茶席好运', rules: '', triesTotal: 3, triesDaily: 1, addressDays: 14 };
  const body = { ...terms, ...sharing, prizes, ...week() };
  const { id } = await agency.call(createDraw, { params: { merchantId }, body });
  await agency.call(publishDraw, { params: { merchantId, drawId: id } });
}

function week(): { startsAt: string; endsAt: string } {
  return { startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 7 * DAY_MS).toISOString() };
}

function importGoods(agency: ApiClient, { merchantId }: Traveller, file: string): Promise<unknown> {
  return agency.call(importProducts, { params: { merchantId }, body: new Uint8Array(demo(file)) });
}

/** What a file that the template ships says to an endpoint, which checks it. */
function json<R extends RouteDefinition>(_: R, file: string): In<R>['body'] {
  return JSON.parse(demo(file).toString('utf8')) as In<R>['body'];
}

function demo(file: string): Buffer {
  return readFileSync(path.join(projectRoot(), 'templates', file));
}
