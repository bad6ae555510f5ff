import type { CallInput } from '#kernel/http/client.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import * as magazine from './magazine.contract.js';
import { importProducts, listProducts } from './products.contract.js';

type ArticleBody = NonNullable<CallInput<typeof magazine.createArticle>['body']>;

/** A merchant with an author, one product (`tent`) and what articles are written of. */
export interface Magazine {
  readonly shop: MerchantWorld;
  readonly authorId: string;
  readonly productId: string;
}

export async function startMagazine(): Promise<Magazine> {
  const shop = await MerchantWorld.start();
  const { api, params } = shop;
  const csv = 'Handle,Title,Variant Inventory Qty,Variant Price\ntent,Tent,5,299\n';
  await api.call(importProducts, { params, body: new TextEncoder().encode(csv) });
  const goods = await api.call(listProducts, { params });
  const author = await api.call(magazine.createAuthor, { params, body: { name: '山野编辑部' } });
  return { shop, authorId: author.id, productId: goods.items[0]?.id ?? '' };
}

export const text = (html: string) => ({ type: 'text' as const, html });

/** A draft, by the magazine's author unless `over` says otherwise. */
export function writeArticle({ shop: { api, params }, authorId }: Magazine, over: Partial<ArticleBody> = {}) {
  const body = { authorId, title: '第一次露营', body: [text('<p>带什么，怎么搭</p>')], ...over };
  return api.call(magazine.createArticle, { params, body });
}
