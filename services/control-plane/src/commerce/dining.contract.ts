import { Type } from 'typebox';
import { kitchenStates } from '#commerce/dining/kitchen-machine.js';
import {
  AppIdSchema,
  Fen,
  Id,
  Nothing,
  nullable,
  pageOf,
  pageQuery,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { lineOfText, searchText } from '../data/text-schema.js';
import { ShortCode } from './codes.contract.js';
import { merchantParams } from './products.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const edit = { kind: 'member', permission: 'catalogue:write' } as const;
const serve = { kind: 'member', permission: 'orders:write' } as const;
const tableParams = strict({ merchantId: Id, tableId: Id });
const groupParams = strict({ merchantId: Id, groupId: Id });
const KitchenState = Type.Enum([...kitchenStates]);

const tableFields = {
  area: Type.Unsafe<string>({ ...searchText('hall, terrace, first floor; may be empty'), maxLength: 20 }),
  name: lineOfText(20),
  seats: Type.Integer({ minimum: 1, maximum: 100 }),
};
const Table = Type.Object({
  id: Id,
  area: Type.String(),
  name: Type.String(),
  seats: Type.Integer(),
  state: Type.Enum(['open', 'closed']),
  createdAt: Timestamp,
});

const GroupWish = strict({
  name: lineOfText(30),
  minChoices: Type.Integer({ minimum: 0, maximum: 20, default: 0 }),
  maxChoices: Type.Integer({ minimum: 1, maximum: 20, default: 1 }),
  modifiers: Type.Array(
    strict({
      name: lineOfText(30),
      priceFen: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, description: 'added to the price, fen' }),
    }),
    { minItems: 1, maxItems: 50 },
  ),
});
const Group = Type.Object({
  id: Id,
  name: Type.String(),
  minChoices: Type.Integer(),
  maxChoices: Type.Integer(),
  modifiers: Type.Array(Type.Object({ id: Id, name: Type.String(), priceFen: Fen, soldOut: Type.Boolean() })),
  productIds: Type.Array(Id),
});

const Ticket = Type.Object({
  id: { ...Id, description: 'of the order' },
  appId: AppIdSchema,
  number: Type.String({ description: 'of the order' }),
  pickupNumber: Type.String({ description: 'what is called out, e.g. A012' }),
  state: KitchenState,
  delivery: Type.Enum(['dineIn', 'takeaway', 'local']),
  table: nullable(Type.Object({ id: Id, area: Type.String(), name: Type.String() })),
  guests: nullable(Type.Integer()),
  pickupAt: nullable(Timestamp),
  note: nullable(Type.String()),
  lines: Type.Array(
    Type.Object({
      title: Type.String(),
      optionValues: Type.Array(Type.String()),
      quantity: Type.Integer(),
      modifiers: Type.Array(Type.Object({ id: Id, group: Type.String(), name: Type.String(), priceFen: Fen })),
    }),
  ),
  totalFen: Fen,
  paidAt: Timestamp,
  acceptedAt: nullable(Timestamp),
  readyAt: nullable(Timestamp),
  doneAt: nullable(Timestamp),
});

export const listTables = route({
  id: 'diningTables.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/dining-tables',
  summary: { zh: '桌台列表', en: 'Tables, by area and name' },
  access: read,
  params: merchantParams,
  response: { 200: Type.Object({ items: Type.Array(Table) }) },
});

export const createTables = route({
  id: 'diningTables.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/dining-tables',
  summary: {
    zh: '新增桌台（可批量）；已有的保持不变',
    en: 'Add tables, one or many; those that are there stay as they are',
  },
  access: edit,
  params: merchantParams,
  body: strict({
    tables: Type.Array(strict({ ...tableFields, area: Type.Optional(tableFields.area) }), {
      minItems: 1,
      maxItems: 200,
    }),
  }),
  response: { 200: Type.Object({ items: Type.Array(Table) }) },
});

export const changeTable = route({
  id: 'diningTables.change',
  method: 'PATCH',
  path: '/api/merchants/:merchantId/dining-tables/:tableId',
  summary: { zh: '修改桌台', en: 'Change a table, or open and close it' },
  access: edit,
  params: tableParams,
  body: Type.Object(
    {
      area: Type.Optional(tableFields.area),
      name: Type.Optional(tableFields.name),
      seats: Type.Optional(tableFields.seats),
      state: Type.Optional(Type.Enum(['open', 'closed'])),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: { 200: Table },
});

export const removeTable = route({
  id: 'diningTables.remove',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/dining-tables/:tableId',
  summary: { zh: '删除没有订单的桌台', en: 'Remove a table that never had an order' },
  access: edit,
  params: tableParams,
  response: { 204: Nothing },
});

export const createTableCodes = route({
  id: 'diningTables.codes',
  method: 'POST',
  path: '/api/merchants/:merchantId/applets/:appId/dining-tables/codes',
  summary: {
    zh: '为所有启用的桌台生成点餐码',
    en: 'A code to print for every open table; asking again answers the same ones',
  },
  access: edit,
  params: strict({ merchantId: Id, appId: AppIdSchema }),
  response: { 200: Type.Object({ items: Type.Array(ShortCode) }) },
});

export const getTableBill = route({
  id: 'diningTables.bill',
  method: 'GET',
  path: '/api/merchants/:merchantId/dining-tables/:tableId/bill',
  summary: { zh: '一桌的账单（最近12小时，含加菜）', en: 'What a table has ordered and paid in the last twelve hours' },
  access: read,
  params: tableParams,
  response: { 200: Type.Object({ items: Type.Array(Ticket), totalFen: Fen }) },
});

export const listModifierGroups = route({
  id: 'modifierGroups.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/modifier-groups',
  summary: { zh: '规格与加料分组', en: 'Groups of options and extras' },
  access: read,
  params: merchantParams,
  response: { 200: Type.Object({ items: Type.Array(Group) }) },
});

export const createModifierGroup = route({
  id: 'modifierGroups.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/modifier-groups',
  summary: { zh: '新增分组', en: 'Add a group' },
  access: edit,
  params: merchantParams,
  body: GroupWish,
  response: { 201: Group },
});

export const replaceModifierGroup = route({
  id: 'modifierGroups.replace',
  method: 'PUT',
  path: '/api/merchants/:merchantId/modifier-groups/:groupId',
  summary: { zh: '修改分组', en: 'Replace a group; a modifier that keeps its name keeps its id' },
  access: edit,
  params: groupParams,
  body: GroupWish,
  response: { 200: Group },
});

export const removeModifierGroup = route({
  id: 'modifierGroups.remove',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/modifier-groups/:groupId',
  summary: { zh: '删除分组', en: 'Remove a group from all dishes' },
  access: edit,
  params: groupParams,
  response: { 204: Nothing },
});

export const changeModifier = route({
  id: 'modifiers.change',
  method: 'PATCH',
  path: '/api/merchants/:merchantId/modifiers/:modifierId',
  summary: { zh: '加料售罄或恢复', en: 'Sell an extra out, or bring it back' },
  access: edit,
  params: strict({ merchantId: Id, modifierId: Id }),
  body: strict({ soldOut: Type.Boolean() }),
  response: { 200: Group },
});

export const assignModifierGroups = route({
  id: 'products.assignModifierGroups',
  method: 'PUT',
  path: '/api/merchants/:merchantId/products/:productId/modifier-groups',
  summary: { zh: '设置菜品的分组', en: 'The groups of a dish, in their order' },
  access: edit,
  params: strict({ merchantId: Id, productId: Id }),
  body: strict({ groupIds: Type.Array(Id, { maxItems: 10, uniqueItems: true }) }),
  response: { 200: Type.Object({ items: Type.Array(Group) }) },
});

export const listKitchen = route({
  id: 'kitchen.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/kitchen',
  summary: {
    zh: '后厨单（先下单的在前）',
    en: 'Paid orders in the kitchen, oldest first; those that are done only when asked for',
  },
  access: read,
  params: merchantParams,
  query: strict({ ...pageQuery, state: Type.Optional(KitchenState) }),
  response: { 200: pageOf(Ticket) },
});

export const moveTicket = route({
  id: 'kitchen.move',
  method: 'PUT',
  path: '/api/merchants/:merchantId/kitchen/:orderId',
  summary: {
    zh: '接单、出餐、完成（完成即交付，并告知微信）',
    en: 'Accept, call out, hand over; handing over tells WeChat that the order is delivered',
  },
  access: serve,
  params: strict({ merchantId: Id, orderId: Id }),
  body: strict({ state: Type.Enum(['accepted', 'ready', 'done']) }),
  response: { 200: Ticket },
});
