import { Type } from 'typebox';
import { groupMachine } from '#commerce/group-buys/group-machine.js';
import { Fen, Id, Nothing, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';
import { merchantParams } from './products.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const edit = { kind: 'member', permission: 'catalogue:write' } as const;
const groupBuyParams = strict({ merchantId: Id, groupBuyId: Id });

const GroupBuyWish = strict({
  title: lineOfText(30),
  productId: Id,
  size: Type.Integer({ minimum: 2, maximum: 100, description: 'how many shoppers make a group' }),
  hours: Type.Integer({ minimum: 1, maximum: 72, description: 'how long a group has to become complete' }),
  startsAt: Timestamp,
  endsAt: { ...Timestamp, description: 'no group is opened after it; one that is open then keeps its hours' },
  perShopper: Type.Integer({ minimum: 1, maximum: 999, default: 1, description: 'articles, in all groups together' }),
  total: Type.Optional(
    nullable(Type.Integer({ minimum: 2, maximum: 1_000_000, description: 'articles; missing or null without end' })),
  ),
  items: Type.Array(
    strict({
      skuId: { ...Id, description: 'of the product' },
      priceFen: Type.Integer({ minimum: 1, maximum: 100_000_000, description: 'fen; less than the usual price' }),
    }),
    { minItems: 1, maxItems: 50 },
  ),
});

const count = Type.Integer();
const GroupBuy = Type.Object({
  id: Id,
  title: Type.String(),
  productId: Id,
  productTitle: Type.String(),
  size: count,
  hours: count,
  startsAt: Timestamp,
  endsAt: Timestamp,
  state: Type.Enum(['planned', 'running', 'over']),
  stoppedAt: nullable(Timestamp),
  perShopper: count,
  total: nullable(count),
  sold: { ...count, description: 'articles of places that are paid or about to be' },
  groups: Type.Object({ open: count, complete: count, failed: count }),
  items: Type.Array(
    Type.Object({ skuId: Id, optionValues: Type.Array(Type.String()), priceFen: Fen, listPriceFen: Fen }),
  ),
  createdAt: Timestamp,
});

const Group = Type.Object({
  id: Id,
  state: Type.Enum([...groupMachine.states]),
  size: count,
  paid: count,
  endsAt: Timestamp,
  createdAt: Timestamp,
  orders: Type.Array(
    Type.Object({ id: Id, number: Type.String(), state: Type.Enum(['pending', 'paid', 'closed', 'refunded']) }),
  ),
});

export const listGroupBuys = route({
  id: 'groupBuys.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/group-buys',
  summary: { zh: '拼团活动列表', en: 'Group buys, newest first' },
  access: read,
  params: merchantParams,
  query: strict(pageQuery),
  response: { 200: pageOf(GroupBuy) },
});

export const createGroupBuy = route({
  id: 'groupBuys.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/group-buys',
  summary: { zh: '新建拼团活动', en: 'Plan a group buy' },
  access: edit,
  params: merchantParams,
  body: GroupBuyWish,
  response: { 201: GroupBuy },
});

export const getGroupBuy = route({
  id: 'groupBuys.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/group-buys/:groupBuyId',
  summary: { zh: '拼团活动详情', en: 'One group buy, with what was sold' },
  access: read,
  params: groupBuyParams,
  response: { 200: GroupBuy },
});

export const replaceGroupBuy = route({
  id: 'groupBuys.replace',
  method: 'PUT',
  path: '/api/merchants/:merchantId/group-buys/:groupBuyId',
  summary: { zh: '修改未开始的拼团活动', en: 'Change a group buy that has not begun' },
  access: edit,
  params: groupBuyParams,
  body: GroupBuyWish,
  response: { 200: GroupBuy },
});

export const stopGroupBuy = route({
  id: 'groupBuys.stop',
  method: 'POST',
  path: '/api/merchants/:merchantId/group-buys/:groupBuyId/stop',
  summary: {
    zh: '提前结束（不能再开团，已开的团继续到期满）',
    en: 'Open no further groups; those that are open keep their hours',
  },
  access: edit,
  params: groupBuyParams,
  response: { 200: GroupBuy },
});

export const removeGroupBuy = route({
  id: 'groupBuys.remove',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/group-buys/:groupBuyId',
  summary: { zh: '删除未开始的拼团活动', en: 'Delete a group buy that has not begun' },
  access: edit,
  params: groupBuyParams,
  response: { 204: Nothing },
});

export const listGroups = route({
  id: 'groupBuys.groups',
  method: 'GET',
  path: '/api/merchants/:merchantId/group-buys/:groupBuyId/groups',
  summary: { zh: '活动下的团与订单', en: 'The groups of a group buy with their orders, newest first' },
  access: read,
  params: groupBuyParams,
  query: strict(pageQuery),
  response: { 200: pageOf(Group) },
});
