import { randomUUID } from 'node:crypto';
import {
  getArticle,
  listArticles,
  listComments,
  writeComment,
} from '../../../../services/runtime/src/magazine/magazine.contract.js';
import { placeOrder, quoteOrder } from '../../../../services/runtime/src/orders/orders.contract.js';
import { getProduct } from '../../../../services/runtime/src/shop-window/shop-window.contract.js';
import type { JourneyContext, Visit } from '../../journey-context.js';
import { expectThat, type Station, until } from '../../station.js';
import { ADDRESS, payOrderOf, yuan } from '../shop.js';
import { openShop, type VerticalShop } from './vertical-shop.js';

const COMMENT = '照着做了一次，家里人都说好';

const shop: VerticalShop = {
  clientRef: 'XH-V03',
  name: '小满的厨房',
  templateId: 'magazine',
  presetId: 'food-blogger',
  data: 'articles',
};

/** A reader comments under an article, which WeChat checks, and buys what the article shows. */
export const magazine: Station<JourneyContext> = {
  name: 'magazine: read, comment, buy',
  async run(context) {
    const { visit, remark } = await openShop(context, shop);
    const { id, title, productId } = await articleWithGoods(visit);
    await comment(context, visit, id);
    const totalFen = await buy(context, visit, productId);
    return { count: 1, remark: `${remark}; a comment under "${title}" and goods from it for ${yuan(totalFen)}` };
  },
};

async function articleWithGoods({ params, shopper }: Visit) {
  const { items } = await shopper.call(listArticles, { params, query: { limit: 20 } });
  for (const { id, title } of items) {
    const { body } = await shopper.call(getArticle, { params: { ...params, articleId: id } });
    const goods = body.find((block) => block.type === 'product');
    if (goods?.type === 'product' && !goods.product.soldOut) return { id, title, productId: goods.product.id };
  }
  throw new Error(`${shop.name} has no article with goods in it.`);
}

async function comment({ sandbox }: JourneyContext, { params, shopper }: Visit, articleId: string): Promise<void> {
  await sandbox.planCheck(params.appId, 'pass');
  const at = { ...params, articleId };
  const written = await shopper.call(writeComment, { params: at, body: { text: COMMENT } });
  await until(
    async () => {
      const { items } = await shopper.call(listComments, { params: at, query: { limit: 50 } });
      return items.find(({ id }) => id === written.id) ?? null;
    },
    { seconds: 10, sentence: () => `${shop.name}: the comment is ${written.state} and nobody sees it.` },
  );
}

async function buy(context: JourneyContext, visit: Visit, productId: string): Promise<number> {
  const { params, shopper } = visit;
  const { skus } = await shopper.call(getProduct, { params: { ...params, productId } });
  const sku = skus.find(({ stock }) => stock > 0);
  expectThat(sku !== undefined, `${shop.name}: the article's goods are sold out.`);
  const order = { lines: [{ skuId: sku.id, quantity: 1 }], delivery: 'express' as const };
  const quote = await shopper.call(quoteOrder, { params, body: order });
  const placed = await shopper.call(placeOrder, {
    params,
    headers: { 'idempotency-key': randomUUID() },
    body: { ...order, address: ADDRESS, expectedTotalFen: quote.totalFen },
  });
  await payOrderOf(context, visit, placed.id);
  return placed.totalFen;
}
