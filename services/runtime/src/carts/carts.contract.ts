import { Type } from 'typebox';
import { AppIdSchema, Fen, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { ChosenModifiers, ModifierIds } from '../orders/orders.contract.js';
import { ImageUrl, shopParams } from '../shop-window/shop-window.contract.js';

const access = { kind: 'shopper' } as const;

const Cart = Type.Object({
  lines: Type.Array(
    Type.Object({
      key: Type.String({ description: 'tells lines of one SKU with other extras apart' }),
      skuId: Id,
      productId: Id,
      title: Type.String(),
      optionValues: Type.Array(Type.String()),
      imageUrl: nullable(ImageUrl),
      modifiers: ChosenModifiers,
      priceFen: { ...Fen, description: 'of one, now, extras included' },
      listPriceFen: { ...Fen, description: 'what one usually costs' },
      flashSale: nullable(
        Type.Object(
          {
            id: Id,
            title: Type.String(),
            perShopper: nullable(Type.Integer()),
            left: { ...Type.Integer(), description: 'for this shopper' },
            endsAt: Timestamp,
          },
          { description: 'whose price the line has' },
        ),
      ),
      memberOf: nullable(Type.String({ description: 'the tier for whose members it costs this' })),
      notice: nullable(
        Type.Object(
          {
            code: Type.Enum(['flash_sale.sold_out', 'flash_sale.limit', 'flash_sale.over']),
            perShopper: nullable(Type.Integer()),
            left: Type.Integer(),
          },
          { description: 'why it is at the usual price although its goods are, or were, in a sale' },
        ),
      ),
      quantity: Type.Integer(),
      stock: Type.Integer(),
      available: Type.Boolean(),
    }),
  ),
  itemCount: Type.Integer(),
  subtotalFen: Fen,
});

export const getCart = route({
  id: 'cart.get',
  method: 'GET',
  path: '/a/:appId/cart',
  summary: { zh: '购物车', en: 'The cart' },
  access,
  params: shopParams,
  response: { 200: Cart },
});

export const addCartLine = route({
  id: 'cart.add',
  method: 'POST',
  path: '/a/:appId/cart/lines',
  summary: { zh: '加入购物车', en: 'Add to the cart' },
  access,
  params: shopParams,
  body: strict({
    skuId: Id,
    quantity: Type.Integer({ minimum: 1, maximum: 999 }),
    modifierIds: Type.Optional(ModifierIds),
  }),
  response: { 200: Cart },
});

export const setCartLine = route({
  id: 'cart.set',
  method: 'PUT',
  path: '/a/:appId/cart/lines/:skuId',
  summary: { zh: '修改数量（0 为删除）', en: 'Set a quantity; 0 takes the line out' },
  access,
  params: strict({ appId: AppIdSchema, skuId: Id }),
  body: strict({ quantity: Type.Integer({ minimum: 0, maximum: 999 }), modifierIds: Type.Optional(ModifierIds) }),
  response: { 200: Cart },
});
