import { Type } from 'typebox';
import { adjustmentKinds } from '#commerce/pricing/adjustment.js';
import { AppIdSchema, Fen, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';

const access = { kind: 'shopper' } as const;
const params = strict({ appId: AppIdSchema, orderId: Id });

export const getHandedOver = route({
  id: 'orderPapers.handedOver',
  method: 'GET',
  path: '/a/:appId/orders/:orderId/handed-over',
  summary: { zh: '虚拟商品的卡密与说明（付款后可见）', en: 'Codes and texts that were handed over after the payment' },
  access,
  params,
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          line: Type.Integer({ description: 'position in the lines of the order' }),
          codes: Type.Array(Type.String()),
          text: nullable(Type.String()),
        }),
      ),
    }),
  },
});

export const getReceipt = route({
  id: 'orderPapers.receipt',
  method: 'GET',
  path: '/a/:appId/orders/:orderId/receipt',
  summary: { zh: '购物小票', en: 'An order on paper: goods, reductions and what paid for it' },
  access,
  params,
  response: {
    200: Type.Object({
      number: Type.String(),
      state: Type.String(),
      delivery: Type.String(),
      createdAt: Timestamp,
      paidAt: nullable(Timestamp),
      lines: Type.Array(
        Type.Object({
          title: Type.String(),
          optionValues: Type.Array(Type.String()),
          extras: Type.Array(Type.String()),
          quantity: Type.Integer(),
          listPriceFen: Fen,
          priceFen: Fen,
          totalFen: Fen,
        }),
      ),
      subtotalFen: Fen,
      packingFen: Fen,
      shippingFen: Fen,
      discountFen: Fen,
      adjustments: Type.Array(
        Type.Object({
          kind: Type.Enum([...adjustmentKinds]),
          title: Type.String(),
          amountFen: Type.Integer({ description: 'fen; negative = cheaper' }),
        }),
      ),
      totalFen: Fen,
      tenders: Type.Array(
        Type.Object({
          kind: Type.Enum(['wechat', 'balance', 'bonus']),
          amountFen: Fen,
          reference: nullable(Type.String({ description: "WeChat Pay's transaction" })),
        }),
      ),
      pointsSpent: Type.Integer(),
      refundedFen: Fen,
    }),
  },
});
