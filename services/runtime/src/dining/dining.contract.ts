import { Type } from 'typebox';
import { AppIdSchema, Fen, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { ImageUrl, shopParams, SkuSale } from '../shop-window/shop-window.contract.js';

const access = { kind: 'public', reason: 'a menu is open to everyone' } as const;
const meters = Type.Integer({ minimum: 0, description: 'metres as the crow flies' });
const Times = Type.Array(Timestamp, { description: 'quarters of an hour that can be chosen, within a day' });
const costFields = { enabled: Type.Boolean(), packingFen: Fen, minimumFen: Fen, preparationMinutes: Type.Integer() };

export const ModifierGroup = Type.Object({
  id: Id,
  name: Type.String(),
  minChoices: Type.Integer({ minimum: 0 }),
  maxChoices: Type.Integer({ minimum: 1 }),
  modifiers: Type.Array(Type.Object({ id: Id, name: Type.String(), priceFen: Fen, soldOut: Type.Boolean() })),
});

const Dish = Type.Object({
  id: Id,
  title: Type.String(),
  summary: Type.String(),
  imageUrl: nullable(ImageUrl),
  tags: Type.Array(Type.String()),
  priceFen: Fen,
  maxPriceFen: Fen,
  compareAtPriceFen: nullable(Fen),
  soldOut: Type.Boolean(),
  options: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.String()) })),
  skus: Type.Array(
    Type.Object({
      id: Id,
      optionValues: Type.Array(Type.String()),
      priceFen: Fen,
      stock: Type.Integer({ minimum: 0 }),
      flashSale: nullable(SkuSale),
    }),
  ),
  groupIds: Type.Array(Id),
});

export const getMenu = route({
  id: 'dining.menu',
  method: 'GET',
  path: '/a/:appId/menu',
  summary: { zh: '完整菜单（分类、菜品、规格、加料）', en: 'The whole menu: categories, dishes, variants and extras' },
  access,
  params: shopParams,
  response: {
    200: Type.Object({
      categories: Type.Array(Type.Object({ id: Id, name: Type.String(), dishes: Type.Array(Dish) })),
      modifierGroups: Type.Array(ModifierGroup),
    }),
  },
});

export const getDining = route({
  id: 'dining.get',
  method: 'GET',
  path: '/a/:appId/dining',
  summary: {
    zh: '是否营业、堂食/自取/外送的条件与可选时间',
    en: 'Whether the restaurant is open, and on what terms it serves at this moment',
  },
  access,
  params: shopParams,
  response: {
    200: Type.Object({
      isOpen: Type.Boolean(),
      opensAt: nullable(Timestamp),
      closesAt: nullable(Timestamp),
      dineIn: Type.Object({ enabled: Type.Boolean() }),
      takeaway: Type.Object({ ...costFields, times: Times }),
      local: Type.Object({
        ...costFields,
        radiusMeters: meters,
        freeFromFen: Fen,
        tiers: Type.Array(Type.Object({ withinMeters: meters, feeFen: Fen })),
        times: Times,
      }),
      location: nullable(Type.Object({ latitude: Type.Number(), longitude: Type.Number() })),
    }),
  },
});

export const getTable = route({
  id: 'dining.table',
  method: 'GET',
  path: '/a/:appId/tables/:table',
  summary: { zh: '扫码得到的桌台', en: 'The table a code stands for: by its id, or by its name' },
  access,
  params: strict({ appId: AppIdSchema, table: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }) }),
  response: {
    200: Type.Object({ id: Id, area: Type.String(), name: Type.String(), state: Type.Enum(['open', 'closed']) }),
  },
});
