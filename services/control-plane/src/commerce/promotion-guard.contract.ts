import { Type } from 'typebox';
import { Fen, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';

export const getReferencePrice = route({
  id: 'promotionGuard.referencePrice',
  method: 'GET',
  path: '/api/merchants/:merchantId/skus/:skuId/reference-price',
  summary: {
    zh: '某规格参加促销时，划线原价最高可为多少',
    en: 'What an article’s usual price may be at most, for a promotion to strike it through',
  },
  access: { kind: 'member', permission: 'merchants:read' },
  params: strict({ merchantId: Id, skuId: Id }),
  query: strict({
    startsAt: Type.Optional({ ...Timestamp, description: 'when the promotion begins; now when missing' }),
  }),
  response: {
    200: Type.Object({
      priceFen: { ...Fen, description: 'fen; what it usually costs now' },
      lowestFen: { ...Fen, description: 'fen; the lowest of the seven days before: priceFen may not be more' },
      source: Type.Enum(['list', 'deal'], { description: 'list: it cost that; deal: somebody paid that' }),
      at: Timestamp,
      freeAt: nullable({ ...Timestamp, description: 'from then on nothing lower is left; null when nothing is lower' }),
      isFixed: Type.Boolean({
        description: 'a promotion that runs or is planned refers to priceFen, which cannot be raised',
      }),
    }),
  },
});
