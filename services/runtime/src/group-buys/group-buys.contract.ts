import { Type } from 'typebox';
import { groupMachine, groupPlaceMachine } from '#commerce/group-buys/group-machine.js';
import { AppIdSchema, Fen, Id, idempotencyHeaders, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { addressFields, amountFields, lineFields, Order, RegionParts } from '../orders/orders.contract.js';
import { ImageUrl, shopParams } from '../shop-window/shop-window.contract.js';
import { GroupBuy } from '../storefront/section.contract.js';

const open = { kind: 'public', reason: 'a shop window is open to everyone' } as const;
const shopper = { kind: 'shopper' } as const;
const offerParams = strict({ appId: AppIdSchema, groupBuyId: Id });
const GroupState = Type.Enum([...groupMachine.states]);

const Group = Type.Object({
  id: Id,
  groupBuyId: Id,
  state: GroupState,
  size: Type.Integer(),
  joined: Type.Integer({ description: 'who has paid' }),
  free: Type.Integer({ description: 'places nobody holds; less than size - joined while somebody is paying' }),
  endsAt: Timestamp,
  members: Type.Array(
    Type.Object({
      name: nullable(Type.String({ description: 'the first letter of the nickname' })),
      avatarUrl: nullable(ImageUrl),
      isOpener: Type.Boolean(),
    }),
  ),
});

const wishFields = {
  skuId: Id,
  quantity: Type.Integer({ minimum: 1, maximum: 999 }),
  groupId: Type.Optional({ ...Id, description: 'the group to join; missing opens one' }),
  delivery: Type.Enum(['express', 'pickup']),
};

export const listGroupBuys = route({
  id: 'groupBuys.list',
  method: 'GET',
  path: '/a/:appId/group-buys',
  summary: { zh: '拼团活动', en: 'Group buys that run, what ends soonest first' },
  access: open,
  params: shopParams,
  response: { 200: Type.Object({ items: Type.Array(GroupBuy) }) },
});

export const getGroupBuy = route({
  id: 'groupBuys.get',
  method: 'GET',
  path: '/a/:appId/group-buys/:groupBuyId',
  summary: { zh: '拼团详情与可参加的团', en: 'One group buy, with the groups one can join' },
  access: open,
  params: offerParams,
  response: {
    200: Type.Object({
      ...GroupBuy.properties,
      hours: Type.Integer(),
      perShopper: Type.Integer(),
      startsAt: Timestamp,
      isOpen: Type.Boolean({ description: 'whether a group can be opened now' }),
      items: Type.Array(
        Type.Object({
          skuId: Id,
          optionValues: Type.Array(Type.String()),
          imageUrl: nullable(ImageUrl),
          priceFen: Fen,
          listPriceFen: Fen,
          stock: Type.Integer(),
        }),
      ),
      groups: Type.Array(Group),
    }),
  },
});

export const getGroup = route({
  id: 'groupBuys.group',
  method: 'GET',
  path: '/a/:appId/groups/:groupId',
  summary: { zh: '一个团的进度', en: 'How a group stands' },
  access: open,
  params: strict({ appId: AppIdSchema, groupId: Id }),
  response: { 200: Group },
});

export const listOwnGroups = route({
  id: 'groupBuys.own',
  method: 'GET',
  path: '/a/:appId/me/groups',
  summary: { zh: '我的拼团', en: 'The groups the shopper is or was in, the last fifty' },
  access: shopper,
  params: shopParams,
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          orderId: Id,
          groupId: Id,
          groupBuyId: Id,
          title: Type.String(),
          imageUrl: nullable(ImageUrl),
          state: Type.Enum([...groupPlaceMachine.states]),
          group: Type.Object({ state: GroupState, size: Type.Integer(), joined: Type.Integer(), endsAt: Timestamp }),
        }),
      ),
    }),
  },
});

export const quoteInGroup = route({
  id: 'groupBuys.quote',
  method: 'POST',
  path: '/a/:appId/group-buys/:groupBuyId/quote',
  summary: {
    zh: '拼团结算报价（不与优惠券、限时抢购同享）',
    en: 'What an order in a group would cost; neither coupons nor flash sales lower it further',
  },
  access: shopper,
  params: offerParams,
  body: strict({ ...wishFields, region: Type.Optional(RegionParts) }),
  response: {
    200: Type.Object({
      lines: Type.Array(Type.Object(lineFields)),
      ...amountFields,
    }),
  },
});

export const placeGroupOrder = route({
  id: 'groupBuys.order',
  method: 'POST',
  path: '/a/:appId/group-buys/:groupBuyId/orders',
  summary: {
    zh: '开团或参团下单',
    en: 'Open a group or join one by an order; repeating it with the same key answers the same order',
  },
  access: shopper,
  params: offerParams,
  headers: idempotencyHeaders,
  body: strict({
    ...wishFields,
    address: Type.Optional(strict(addressFields)),
    note: Type.Optional(Type.String({ maxLength: 200 })),
    expectedTotalFen: Type.Integer({ minimum: 0, description: 'The total of the quote that the shopper has seen' }),
  }),
  response: { 201: Order },
});
