import { randomUUID } from 'node:crypto';
import {
  approveRefund,
  getOrder as getMerchantOrder,
} from '../../../services/control-plane/src/commerce/orders.contract.js';
import { addCartLine, getCart } from '../../../services/runtime/src/carts/carts.contract.js';
import {
  getOrder,
  payOrder,
  placeOrder,
  quoteOrder,
  requestRefund,
} from '../../../services/runtime/src/orders/orders.contract.js';
import { login } from '../../../services/runtime/src/shoppers/shoppers.contract.js';
import {
  getProduct,
  getStorefront,
  listProducts,
  searchProducts,
} from '../../../services/runtime/src/shop-window/shop-window.contract.js';
import type { JourneyContext, Visit } from '../journey-context.js';
import { each, expectThat, type Station, until } from '../station.js';

const NOTE = '请在下午送达';
export const ADDRESS = { name: '林晓', phone: '13800138000', region: '浙江省 杭州市 西湖区', detail: '北山街 84 号' };

export const logInAsShopper: Station<JourneyContext> = {
  name: 'shoppers log in',
  async run(context) {
    const visits: Visit[] = [];
    await each(context.travellers, async (traveller, index) => {
      const params = { appId: traveller.appId };
      const code = await context.sandbox.loginCode(traveller.appId, `shopper of ${traveller.merchantId}`);
      const { token } = await context.runtime.call(login, { params, body: { code } });
      const shopper = context.runtime.with({ authorization: `Bearer ${token}` });
      // In the order of the shops, whoever is logged in first: which of them is paid through a partner depends on its place.
      visits[index] = { traveller, params, shopper, skuId: '', orderId: '', totalFen: 0 };
    });
    context.visits.push(...visits);
    const { length } = context.visits;
    return { count: length, remark: `${length} shoppers, each on an AppID of their own` };
  },
};

export const browse: Station<JourneyContext> = {
  name: 'shoppers browse',
  async run(context) {
    let seen = 0;
    await eachVisit(context, async (visit) => {
      const { params, shopper, traveller } = visit;
      const storefront = await shopper.call(getStorefront, { params });
      expectThat(storefront.appId === params.appId, `${traveller.name}: the storefront of another shop was served.`);
      const count = await chooseGoods(visit);
      seen += count;
    });
    return { count: seen, remark: `${seen} products seen` };
  },
};

/** Walks the whole list page by page and takes the first product that is in stock. */
async function chooseGoods(visit: Visit): Promise<number> {
  const { params, shopper, traveller } = visit;
  let seen = 0;
  let cursor: string | null = null;
  do {
    const page: { items: { id: string; title: string; soldOut: boolean }[]; nextCursor: string | null } =
      await shopper.call(listProducts, { params, query: { limit: 10, ...(cursor !== null && { cursor }) } });
    seen += page.items.length;
    const wanted = page.items.find((item) => !item.soldOut);
    if (wanted && visit.skuId === '') {
      const found = await shopper.call(searchProducts, { params, query: { q: wanted.title.slice(0, 4) } });
      expectThat(
        found.items.some((item) => item.id === wanted.id),
        `${traveller.name}: "${wanted.title}" is not found by its name.`,
      );
      const product = await shopper.call(getProduct, { params: { ...params, productId: wanted.id } });
      visit.skuId = product.skus.find((sku) => sku.stock > 0)?.id ?? '';
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  expectThat(visit.skuId !== '', `${traveller.name} has nothing in stock.`);
  return seen;
}

export const fillCart: Station<JourneyContext> = {
  name: 'goods in the cart',
  async run(context) {
    let lines = 0;
    await eachVisit(context, async ({ params, shopper, skuId, traveller }) => {
      await shopper.call(addCartLine, { params, body: { skuId, quantity: 1 } });
      const cart = await shopper.call(getCart, { params });
      expectThat(
        cart.lines.some((line) => line.skuId === skuId),
        `${traveller.name}: the cart lost its line.`,
      );
      lines += cart.lines.length;
    });
    return { count: lines, remark: `${lines} cart lines` };
  },
};

export const order: Station<JourneyContext> = {
  name: 'orders placed',
  async run(context) {
    await eachVisit(context, async (visit) => {
      const { params, shopper, skuId, traveller } = visit;
      const lines = [{ skuId, quantity: 1 }];
      const quote = await shopper.call(quoteOrder, { params, body: { lines, delivery: 'express' } });
      const headers = { 'idempotency-key': randomUUID() };
      const hasNote = visit === context.visits[0];
      if (hasNote) await context.sandbox.planCheck(params.appId, 'pass');
      const body = {
        lines,
        delivery: 'express' as const,
        address: ADDRESS,
        expectedTotalFen: quote.totalFen,
        ...(hasNote && { note: NOTE }),
      };
      const placed = await shopper.call(placeOrder, { params, headers, body });
      const doubleTap = await shopper.call(placeOrder, { params, headers, body });
      expectThat(placed.id === doubleTap.id, `${traveller.name}: a double tap made two orders.`);
      if (hasNote) await expectNote(context, traveller.merchantId, placed.id);
      visit.orderId = placed.id;
      visit.totalFen = placed.totalFen;
    });
    const total = context.visits.reduce((sum, { totalFen }) => sum + totalFen, 0);
    return { count: context.visits.length, remark: `${yuan(total)} in all; a double tap makes one order` };
  },
};

/** WeChat has looked at the shopper's words before the merchant reads them. */
async function expectNote({ agency }: JourneyContext, merchantId: string, orderId: string): Promise<void> {
  const { note } = await agency.call(getMerchantOrder, { params: { merchantId, orderId } });
  expectThat(note === NOTE, `The order's note reads ${JSON.stringify(note)} to the merchant.`);
}

export const pay: Station<JourneyContext> = {
  name: 'paid, notices arrived',
  async run(context) {
    await eachVisit(context, (visit) => payOrderOf(context, visit, visit.orderId));
    return { count: context.visits.length, remark: `${context.visits.length} orders paid by WeChat's notice` };
  },
};

/** The shopper confirms in WeChat's window. Nobody asks WeChat afterwards: the order becomes paid by the notice alone. */
export async function payOrderOf(
  { sandbox }: JourneyContext,
  { params, shopper, traveller }: Visit,
  orderId: string,
): Promise<void> {
  const payment = await shopper.call(payOrder, { params: { ...params, orderId } });
  await sandbox.pay(params.appId, payment);
  await until(
    async () => {
      const current = await shopper.call(getOrder, { params: { ...params, orderId } });
      return current.state === 'paid' ? current : null;
    },
    { seconds: 60, sentence: () => `${traveller.name}: no payment notice arrived within a minute.` },
  );
}

export const refund: Station<JourneyContext> = {
  name: 'one refund',
  async run(context) {
    const visit = context.visits[1] ?? context.visits[0];
    expectThat(visit !== undefined, 'There is no paid order to refund.');
    const { params, shopper, orderId, traveller } = visit;
    const asked = await shopper.call(requestRefund, { params: { ...params, orderId }, body: { reason: '拍错了' } });
    const refundId = asked.refunds[0]?.id;
    expectThat(refundId !== undefined, `${traveller.name}: the refund request was lost.`);
    const { merchantId } = traveller;
    await context.agency.call(approveRefund, { params: { merchantId, refundId } });
    const refunded = await until(
      async () => {
        const current = await context.agency.call(getMerchantOrder, { params: { merchantId, orderId } });
        return current.state === 'refunded' ? current : null;
      },
      { seconds: 60, sentence: () => `${traveller.name}: the refund was not settled within a minute.` },
    );
    expectThat(
      refunded.refundedFen === refunded.totalFen,
      `${traveller.name}: ${refunded.refundedFen} fen came back instead of ${refunded.totalFen}.`,
    );
    return { count: 1, remark: `${yuan(refunded.refundedFen)} back to a shopper of ${traveller.name}` };
  },
};

function eachVisit(context: JourneyContext, work: (visit: Visit) => Promise<void>): Promise<void> {
  return each(context.visits, work);
}

export function yuan(fen: number): string {
  return `¥${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}
