import { object, text } from '../body-schema.js';
import { requireNotifyUrl } from '../orders/create-order.js';
import { compileBody, readPayBody } from '../pay-body.js';
import type { PayCall, PayEndpoint } from '../pay-endpoint.js';
import { PayError } from '../pay-error.js';

const isUrlBody = compileBody<{ url: string }>(object({ url: text(255) }, ['url']));

/** Where a merchant hears of complaints: one address each (消费者投诉2.0, [U]). */
export const complaintNotificationEndpoints: readonly PayEndpoint[] = [
  {
    method: 'POST',
    path: '/v3/merchant-service/complaint-notifications',
    handle: (call) => {
      const { url } = readUrl(call);
      if (call.world.state.pay.complaintUrls[call.merchant.mchid] !== undefined) {
        throw new PayError(400, 'INVALID_REQUEST', '投诉通知回调地址已存在，请使用更新接口');
      }
      return enter(call, url);
    },
  },

  {
    method: 'GET',
    path: '/v3/merchant-service/complaint-notifications',
    handle: (call) => ({ mchid: call.merchant.mchid, url: requireUrl(call) }),
  },

  {
    method: 'PUT',
    path: '/v3/merchant-service/complaint-notifications',
    handle: (call) => {
      const { url } = readUrl(call);
      requireUrl(call);
      return enter(call, url);
    },
  },

  {
    method: 'DELETE',
    path: '/v3/merchant-service/complaint-notifications',
    handle: (call) => {
      requireUrl(call);
      delete call.world.state.pay.complaintUrls[call.merchant.mchid];
      return null;
    },
  },
];

function readUrl({ incoming }: PayCall): { url: string } {
  const body = readPayBody(isUrlBody, incoming.body);
  requireNotifyUrl(body.url, '/url');
  return body;
}

function requireUrl({ world, merchant }: PayCall): string {
  const url = world.state.pay.complaintUrls[merchant.mchid];
  if (url === undefined) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '投诉通知回调地址不存在');
  return url;
}

function enter({ world, merchant }: PayCall, url: string): object {
  world.state.pay.complaintUrls[merchant.mchid] = url;
  return { mchid: merchant.mchid, url };
}
