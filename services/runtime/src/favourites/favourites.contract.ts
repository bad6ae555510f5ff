import { Type } from 'typebox';
import { AppIdSchema, Fen, Id, Nothing, pageOf, route, strict, Timestamp } from '#kernel/http/contract.js';
import { ProductCard, shopParams, windowPage } from '../shop-window/shop-window.contract.js';

const access = { kind: 'shopper' } as const;
const params = strict({ appId: AppIdSchema, productId: Id });

export const listFavouriteProducts = route({
  id: 'favourites.list',
  method: 'GET',
  path: '/a/:appId/me/favourite-products',
  summary: { zh: '我收藏的商品', en: 'The goods a shopper has kept, the last kept first' },
  access,
  params: shopParams,
  query: strict(windowPage),
  response: {
    200: pageOf(
      Type.Object({
        ...ProductCard.properties,
        keptAt: Timestamp,
        cheaperByFen: {
          ...Fen,
          description: 'fen less than when it was kept, at the usual price; 0 when it is not cheaper',
        },
      }),
    ),
  },
});

export const isFavouriteProduct = route({
  id: 'favourites.get',
  method: 'GET',
  path: '/a/:appId/products/:productId/favourite',
  summary: { zh: '是否已收藏', en: 'Whether the shopper has kept a product' },
  access,
  params,
  response: { 200: Type.Object({ favourite: Type.Boolean() }) },
});

export const keepProduct = route({
  id: 'favourites.keep',
  method: 'PUT',
  path: '/a/:appId/products/:productId/favourite',
  summary: { zh: '收藏商品', en: 'Keep a product among the favourites' },
  access,
  params,
  response: { 200: Type.Object({ favourite: Type.Boolean() }) },
});

export const dropProduct = route({
  id: 'favourites.drop',
  method: 'DELETE',
  path: '/a/:appId/products/:productId/favourite',
  summary: { zh: '取消收藏商品', en: 'Let a favourite go' },
  access,
  params,
  response: { 204: Nothing },
});
