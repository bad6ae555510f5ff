import { Type } from 'typebox';
import { perKind } from '#commerce/demo-content/demo-rows.js';
import { nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { appletParams } from '../hosting/hosting-schemas.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'catalogue:write' } as const;
const path = '/api/merchants/:merchantId/applets/:appId/storefront/demo-content';
const count = Type.Integer({ minimum: 0 });
const Counts = (description: string) =>
  Type.Object(
    perKind(() => count),
    { description },
  );
const Pictures = Type.Object(
  { pending: count, stored: count, unreachable: count },
  { description: 'of the goods; they are stored in the background' },
);

export const importDemoContent = route({
  id: 'demoContent.import',
  method: 'POST',
  path,
  summary: {
    zh: '导入预设的演示内容（商品与图片、服务、人员、文章、桌台、优惠券、限时抢购、拼团与抽奖）；可重复导入，不覆盖商户自己的内容',
    en: "Bring in a preset's demo content: goods with pictures, services, staff, articles, tables, coupons, flash sales, group buys, draws. Again brings only what is missing or over; nothing of the merchant's own is written over",
  },
  access: write,
  params: appletParams,
  body: strict({
    presetId: Type.String({ minLength: 1, maxLength: 60, description: "of the storefront's template" }),
  }),
  response: {
    200: Type.Object({
      templateId: Type.String(),
      presetId: Type.String(),
      created: Counts('what came in now'),
      unchanged: Counts('what had come in before'),
      kept: Counts(
        "what is the merchant's own, or was changed, and stays as it is; and promotions that have no place beside it",
      ),
      pictures: Pictures,
    }),
  },
});

export const getDemoContent = route({
  id: 'demoContent.get',
  method: 'GET',
  path,
  summary: {
    zh: '店铺中的演示内容与图片进度',
    en: 'What of the demo content is in the shop, and how its pictures are doing',
  },
  access: read,
  params: appletParams,
  response: {
    200: Type.Object({
      contents: Type.Array(
        Type.Object({
          templateId: Type.String(),
          presetId: Type.String(),
          templateVersion: Type.String(),
          title: nullable(Type.Object({ zh: Type.String(), en: Type.String() })),
          createdAt: Timestamp,
        }),
      ),
      items: Counts('in the shop'),
      pictures: Pictures,
    }),
  },
});

export const removeDemoContent = route({
  id: 'demoContent.remove',
  method: 'DELETE',
  path,
  summary: {
    zh: '移除演示内容：改过的保留，有订单、预约、评论，或被领取、参与的下架存档',
    en: 'Take the demo content out: what was changed stays, what an order, a booking, a comment, a wallet, a group or a try in a draw names is hidden, or stopped',
  },
  access: write,
  params: appletParams,
  response: {
    200: Type.Object({
      removed: Counts('deleted'),
      archived: Counts('out of sight: a history names it, or for goods the stock ledger'),
      kept: Counts("the merchant's own by now, or needed by it"),
    }),
  },
});
