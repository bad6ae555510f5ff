import { type Static, Type } from 'typebox';
import { strict } from '#kernel/http/contract.js';
import { drawLooks, MOST_PRIZE_FEN, prizeKinds } from '../draws/draw-wishes.js';

const MOST_FEN = 100_000_000;
const Handle = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,79}$' });
const Fen = Type.Integer({ minimum: 1, maximum: MOST_FEN });
const title = Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' });
const offerTitle = Type.String({ minLength: 1, maxLength: 30, pattern: '\\S' });
/** Demo content is brought in at any time: its promotions are timed from then on. */
const timing = {
  startsInHours: Type.Number({ minimum: 0, maximum: 8_760 }),
  lastsHours: Type.Number({ minimum: 0.25, maximum: 8_760 }),
};
/** With the times that its hours mean now. */
export type Timed<Wish> = Wish & { readonly startsAt: string; readonly endsAt: string };

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
  /** Won in draws and not collected. */
  prizeOnly: Type.Optional(Type.Boolean()),
});
export type DemoCoupon = Static<typeof DemoCoupon>;

/** An article of the goods' file: the product's handle and the values of its options. */
const options = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 3 }));
const article = { product: Handle, options };

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

export const DemoGroupBuy = strict({
  handle: Handle,
  title: offerTitle,
  ...timing,
  product: Handle,
  size: Type.Integer({ minimum: 2, maximum: 100 }),
  /** How long a group has to become complete. */
  hours: Type.Integer({ minimum: 1, maximum: 72 }),
  perShopper: Type.Optional(Type.Integer({ minimum: 1, maximum: 999 })),
  /** Missing: as many as there are. */
  total: Type.Optional(Type.Integer({ minimum: 2, maximum: 1_000_000 })),
  /** Articles of the product. */
  items: Type.Array(strict({ options, priceFen: Fen }), { minItems: 1, maxItems: 50 }),
});
export type DemoGroupBuy = Static<typeof DemoGroupBuy>;

export const DemoDraw = strict({
  handle: Handle,
  title: offerTitle,
  ...timing,
  rules: Type.Optional(Type.String({ maxLength: 2000 })),
  triesTotal: Type.Integer({ minimum: 1, maximum: 100 }),
  triesDaily: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  addressDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
  /** A wheel when missing. */
  look: Type.Optional(Type.Enum([...drawLooks])),
  prizes: Type.Array(
    strict({
      kind: Type.Enum([...prizeKinds]),
      title: Type.String({ minLength: 1, maxLength: 20, pattern: '\\S' }),
      imageUrl: Type.Optional(
        Type.String({ maxLength: 500, pattern: '^template:[a-z0-9-]+(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$' }),
      ),
      /** Of kind coupon: the handle of one of the file's coupons. */
      coupon: Type.Optional(Handle),
      /** Of kind goods: what it is worth. */
      valueFen: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_PRIZE_FEN })),
      /** Chance in a million; those of a draw come to exactly 1,000,000. */
      weightPpm: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
      /** Missing for thanks, which never runs out. */
      count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    }),
    { minItems: 2, maxItems: 12 },
  ),
});
export type DemoDraw = Static<typeof DemoDraw>;

/** A file of promotions, such as a template brings along; a list per kind, each thing known by its handle. */
export const PromotionFile = strict({
  coupons: Type.Optional(Type.Array(DemoCoupon, { maxItems: 50 })),
  flashSales: Type.Optional(Type.Array(DemoFlashSale, { maxItems: 20 })),
  groupBuys: Type.Optional(Type.Array(DemoGroupBuy, { maxItems: 20 })),
  draws: Type.Optional(Type.Array(DemoDraw, { maxItems: 10 })),
});
export type PromotionFile = Static<typeof PromotionFile>;
