import { type Static, Type } from 'typebox';
import { strict } from '#kernel/http/contract.js';

const MOST_FEN = 100_000_000;
const Handle = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,79}$' });
const Fen = Type.Integer({ minimum: 1, maximum: MOST_FEN });
const title = Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' });
/** Demo content is brought in at any time: its promotions are timed from then on. */
const timing = {
  startsInHours: Type.Number({ minimum: 0, maximum: 8_760 }),
  lastsHours: Type.Number({ minimum: 0.25, maximum: 8_760 }),
};
export const DemoCoupon = strict({
  handle: Handle,
  title,
  ...timing,
  kind: Type.Enum(['amount', 'percent']),
  /** Of kind amount, and only there. */
  amountFen: Type.Optional(Fen),
  /** Of kind percent, and only there: 10 takes a tenth off. */
  percentOff: Type.Optional(Type.Integer({ minimum: 1, maximum: 99 })),
  maxOffFen: Type.Optional(Fen),
  thresholdFen: Type.Integer({ minimum: 0, maximum: MOST_FEN }),
  /** Name of the one category it is for, as in the goods' file. */
  category: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  /** Missing: without end. */
  total: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 })),
  perShopper: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});
export type DemoCoupon = Static<typeof DemoCoupon>;

/** An article of the goods' file: the product's handle and the values of its options. */
const article = {
  product: Handle,
  options: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 3 })),
};

export const DemoFlashSale = strict({
  handle: Handle,
  title,
  ...timing,
  items: Type.Array(
    strict({
      ...article,
      priceFen: Fen,
      total: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      perShopper: Type.Optional(Type.Integer({ minimum: 1, maximum: 999 })),
    }),
    { minItems: 1, maxItems: 50 },
  ),
});
export type DemoFlashSale = Static<typeof DemoFlashSale>;

/** A file of promotions, such as a template brings along; a list per kind, each thing known by its handle. */
export const PromotionFile = strict({
  coupons: Type.Optional(Type.Array(DemoCoupon, { maxItems: 50 })),
  flashSales: Type.Optional(Type.Array(DemoFlashSale, { maxItems: 20 })),
});
export type PromotionFile = Static<typeof PromotionFile>;
