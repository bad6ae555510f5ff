import type { PayMerchant } from '../../state/pay.model.js';
import type { ReceiverType, SharingReceiver } from '../../state/pay-sharing.model.js';
import { object, text } from '../body-schema.js';
import { openField } from '../keys/sensitive-field.js';
import { findMerchant } from '../merchants.js';
import { requirePayer } from '../orders/create-order.js';
import { subOf } from '../parties.js';
import { compileBody, readPayBody } from '../pay-body.js';
import type { PayCall, PayEndpoint } from '../pay-endpoint.js';
import { parameterError, PayError } from '../pay-error.js';
import { addReceiver, orderKey, payIndex, receiverKey, removeReceiver } from '../pay-index.js';
import { requireSharingAppids } from './sharing-parties.js';

const MAX_RECEIVERS = 20_000;
const RELATIONS = [
  'STORE',
  'STAFF',
  'STORE_OWNER',
  'PARTNER',
  'HEADQUARTER',
  'BRAND',
  'DISTRIBUTOR',
  'USER',
  'SUPPLIER',
  'SERVICE_PROVIDER',
  'CUSTOM',
];
export const receiverTypes = ['MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID'] as const;

interface DeleteBody {
  sub_mchid?: string;
  appid: string;
  sub_appid?: string;
  type: ReceiverType;
  account: string;
}
interface AddBody extends DeleteBody {
  name?: string;
  relation_type: string;
  custom_relation?: string;
}

const whose = {
  sub_mchid: text(32),
  appid: text(32),
  sub_appid: text(32),
  type: { enum: receiverTypes },
  account: text(64),
};
const isAddBody = compileBody<AddBody>(
  object({ ...whose, name: text(1024), relation_type: { enum: RELATIONS }, custom_relation: text(10) }, [
    'appid',
    'type',
    'account',
    'relation_type',
  ]),
);
const isDeleteBody = compileBody<DeleteBody>(object(whose, ['appid', 'type', 'account']));

/** Who may receive shares; wechat-pay-v3.md §10. */
export const receiverEndpoints: readonly PayEndpoint[] = [
  {
    method: 'POST',
    path: '/v3/profitsharing/receivers/add',
    handle: async (call) => {
      const body = readPayBody(isAddBody, call.incoming.body);
      const sub = requireParties(call, body);
      const name = body.name === undefined ? null : await openField(call, '/name', body.name);
      requireAccount(call, body, name);
      if (body.relation_type === 'CUSTOM' && body.custom_relation === undefined) {
        throw parameterError('/custom_relation', undefined, 'relation_type为CUSTOM时必填');
      }
      enter(call, {
        mchid: call.merchant.mchid,
        subMchid: sub?.mchid ?? null,
        type: body.type,
        account: body.account,
        name,
        relationType: body.relation_type,
        customRelation: body.custom_relation ?? null,
        failReason: null,
      });
      return {
        ...(sub && { sub_mchid: sub.mchid }),
        type: body.type,
        account: body.account,
        ...(body.name !== undefined && { name: body.name }),
        relation_type: body.relation_type,
        ...(body.custom_relation !== undefined && { custom_relation: body.custom_relation }),
      };
    },
  },

  {
    method: 'POST',
    path: '/v3/profitsharing/receivers/delete',
    handle: (call) => {
      const body = readPayBody(isDeleteBody, call.incoming.body);
      const sub = requireParties(call, body);
      const key = { mchid: call.merchant.mchid, subMchid: sub?.mchid ?? null, type: body.type, account: body.account };
      const receiver = call.world.state.pay.receivers[receiverKey(key)];
      if (receiver) removeReceiver(call.world, receiver);
      return { ...(sub && { sub_mchid: sub.mchid }), type: body.type, account: body.account };
    },
  },
];

function requireParties({ world, merchant }: PayCall, body: DeleteBody): PayMerchant | null {
  const sub = subOf(world, merchant, body.sub_mchid);
  requireSharingAppids(merchant, sub, body, [body.type]);
  return sub;
}

/** A merchant is named by its full name; a person's name may be left out. */
function requireAccount({ world }: PayCall, body: AddBody, name: string | null): void {
  if (body.type !== 'MERCHANT_ID') {
    const appid = body.type === 'PERSONAL_SUB_OPENID' ? (body.sub_appid ?? '') : body.appid;
    requirePayer(world, appid, body.account, '/account');
    return;
  }
  const receiver = findMerchant(world, body.account);
  if (receiver === null) throw parameterError('/account', body.account, '分账接收方商户号不存在');
  if (name === null) throw parameterError('/name', undefined, '分账接收方为商户时须传商户全称');
  if (name !== receiver.name) throw parameterError('/name', undefined, '分账接收方商户号与商户全称不匹配');
}

function enter({ world }: PayCall, receiver: SharingReceiver): void {
  const known = world.state.pay.receivers[receiverKey(receiver)];
  const count = payIndex(world).receiverCounts.get(orderKey(receiver.mchid, receiver.subMchid ?? '')) ?? 0;
  if (!known && count >= MAX_RECEIVERS) throw new PayError(403, 'RULE_LIMIT', '分账接收方数量超过上限');
  addReceiver(world, { ...receiver, failReason: known?.failReason ?? null });
}
