import { type TSchema, Type } from 'typebox';
import { drawLooks } from '#commerce/draws/draw-wishes.js';
import { couponKinds } from '#commerce/promotions/coupon-terms.js';
import { Fen, Id, nullable, Timestamp } from '#kernel/http/contract.js';

export const ImageUrl = Type.String({ description: 'an https address, or a path below /a/{appId}/' });

export const Renditions = Type.Array(Type.Integer(), {
  description:
    'widths in which media/{digest}.{ext} lies there too, as media/{digest}-{width}.jpg and .webp; empty: only the original',
});

export const ProductCard = Type.Object({
  id: Id,
  title: Type.String(),
  imageUrl: nullable(ImageUrl),
  renditions: Renditions,
  priceFen: Fen,
  maxPriceFen: Fen,
  compareAtPriceFen: nullable(Fen),
  soldOut: Type.Boolean(),
  flashSale: nullable(
    Type.Object(
      { id: Id, priceFen: Fen, listPriceFen: Fen, maxPriceFen: Fen, endsAt: Timestamp },
      {
        description:
          'runs now and makes it cheaper: the lowest and the highest price it has, and what the cheapest usually costs',
      },
    ),
  ),
});

export const Category = Type.Object({
  id: Id,
  name: Type.String(),
  parentId: nullable(Id),
  imageUrl: nullable(ImageUrl),
  productCount: Type.Integer({ description: 'with those of the categories below it' }),
});

export const Coupon = Type.Object({
  id: Id,
  title: Type.String(),
  kind: Type.Enum([...couponKinds]),
  amountFen: { ...Fen, description: 'fen; of a voucher what the thing is worth' },
  percentOff: Type.Integer({ description: '10 takes a tenth off (九折)' }),
  maxOffFen: nullable(Fen),
  thresholdFen: Fen,
  category: nullable(Type.Object({ id: Id, name: Type.String() })),
  productIds: nullable(
    Type.Array(Id, { description: 'the products it is for; null for all, or those of the category' }),
  ),
  stackable: Type.Boolean({ description: 'goes together with other stackable coupons' }),
  giftable: Type.Boolean({ description: 'may be given to another shopper' }),
  startsAt: Timestamp,
  endsAt: Timestamp,
  perShopper: Type.Integer(),
  remaining: nullable(Type.Integer()),
});

export const FlashSale = Type.Object({
  id: Id,
  title: Type.String(),
  startsAt: Timestamp,
  endsAt: Timestamp,
  items: Type.Array(
    Type.Object({
      productId: Id,
      skuId: Id,
      title: Type.String(),
      optionValues: Type.Array(Type.String()),
      imageUrl: nullable(ImageUrl),
      priceFen: Fen,
      listPriceFen: Fen,
      perShopper: nullable(Type.Integer()),
      remaining: Type.Integer(),
      total: Type.Integer(),
    }),
  ),
});

export const GroupBuy = Type.Object({
  id: Id,
  productId: Id,
  title: Type.String(),
  imageUrl: nullable(ImageUrl),
  priceFen: Fen,
  listPriceFen: Fen,
  size: Type.Integer(),
  endsAt: Timestamp,
});

const Draw = Type.Object({
  id: Id,
  title: Type.String(),
  endsAt: Timestamp,
  look: Type.Enum([...drawLooks]),
  prizes: Type.Array(
    Type.Object({
      position: Type.Integer(),
      kind: Type.Enum(['coupon', 'goods', 'thanks']),
      title: Type.String(),
      imageUrl: nullable(ImageUrl),
      oddsPpm: Type.Integer({ description: 'chance in a million' }),
      count: nullable(Type.Integer({ description: 'null: never runs out (thanks)' })),
      left: nullable(Type.Integer()),
      valueFen: nullable(Fen),
    }),
  ),
});

const Article = Type.Object({
  id: Id,
  title: Type.String(),
  summary: Type.String(),
  coverUrl: nullable(ImageUrl),
  author: Type.Object({ id: Id, name: Type.String(), avatarUrl: nullable(ImageUrl) }),
  publishedAt: Timestamp,
  readMinutes: Type.Integer(),
  likes: Type.Optional(Type.Integer()),
});

const Service = Type.Object({
  id: Id,
  title: Type.String(),
  summary: Type.String(),
  imageUrl: nullable(ImageUrl),
  priceFen: Fen,
  depositFen: Fen,
  durationMinutes: Type.Integer(),
});

const Settings = Type.Record(Type.String(), Type.Unknown());
const some = <T extends TSchema>(item: T) => Type.Optional(Type.Array(item));

/** A section that is shown now; which of the last members it has is decided by its type. */
export const SectionView = Type.Object({
  id: Type.String(),
  type: Type.String(),
  settings: Type.Optional(Settings),
  blocks: some(Type.Object({ id: Type.String(), type: Type.String(), settings: Settings })),
  products: some(ProductCard),
  categories: some(Category),
  articles: some(Article),
  services: some(Service),
  coupons: some(Coupon),
  flashSale: Type.Optional(nullable(FlashSale)),
  groupBuys: some(GroupBuy),
  draw: Type.Optional(nullable(Draw)),
});
