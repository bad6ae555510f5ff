import type { AppId, TenantId } from '../identity/ids.js';
import type { AuthorizedCalls } from './authorized-calls.js';
import type { WechatAnswer } from './wechat-answer.js';
import { WechatError } from './wechat-error.js';

export type ShippingKind = 'express' | 'local' | 'virtual' | 'pickup';

export interface ShippedParcel {
  /** What is in it, at most 120 characters. */
  readonly goods: string;
  /** Courier only. */
  readonly trackingNo?: string;
  /** Courier only: `delivery_id` of `listCompanies`. */
  readonly companyId?: string;
  /** SF Express wants one: a number masked but for its last four digits. */
  readonly maskedReceiverPhone?: string;
}

/** All that WeChat is told of one payment order's shipping; each upload replaces the one before. */
export interface ShippingInformation {
  readonly transactionId: string;
  readonly openId: string;
  readonly kind: ShippingKind;
  /** 1 to 15; more than one for couriers only. */
  readonly parcels: readonly ShippedParcel[];
  /** Parcel by parcel; the shopper is told when all of it is on its way. */
  readonly split: boolean;
  readonly isAllDelivered: boolean;
  /** Must increase from upload to upload. */
  readonly uploadedAt: Date;
}

export type WechatOrderState = 'toShip' | 'shipped' | 'confirmed' | 'done' | 'refunded' | 'settling';

export interface WechatOrder {
  readonly transactionId: string;
  readonly state: WechatOrderState;
  readonly isComplete: boolean;
  readonly kind: ShippingKind | null;
  readonly trackingNos: readonly string[];
}

export interface ExpressCompany {
  readonly id: string;
  readonly name: string;
}

const kindNumbers: Readonly<Record<ShippingKind, number>> = { express: 1, local: 2, virtual: 3, pickup: 4 };
const kinds: Readonly<Record<number, ShippingKind>> = { 1: 'express', 2: 'local', 3: 'virtual', 4: 'pickup' };
const orderStates: Readonly<Record<number, WechatOrderState>> = {
  1: 'toShip',
  2: 'shipped',
  3: 'confirmed',
  4: 'done',
  5: 'refunded',
  6: 'settling',
};
const ORDER_UNKNOWN = 10060001;
const MOST_PARCELS = 15;
const MOST_GOODS_CHARACTERS = 120;
const MOST_NUMBER_CHARACTERS = 128;

/** Shipping information of goods sellers (`shared/wechat/login-and-user.md` §9). All throw WechatError. */
export class ShippingClient {
  constructor(private readonly calls: AuthorizedCalls) {}

  /**
   * Tells WeChat of an order's parcels. After the first complete one a single further upload is taken, so it is never repeated on a
   * doubtful failure: `getOrder` tells whether it arrived.
   * @throws TypeError for what WeChat would refuse in any case
   * @throws 10060001 (unknown, or paid within the last minute), 10060002 and 10060023 (known already), 10060003, 10060004
   */
  async upload(tenantId: TenantId, appId: AppId, information: ShippingInformation): Promise<void> {
    const fault = faultOf(information);
    if (fault !== null) throw new TypeError(fault);
    await this.calls.call(tenantId, appId, {
      method: 'POST',
      path: '/wxa/sec/order/upload_shipping_info',
      body: uploadBody(information),
      idempotent: false,
    });
  }

  /** @returns null for an order WeChat does not know (10060001) */
  async getOrder(tenantId: TenantId, appId: AppId, transactionId: string): Promise<WechatOrder | null> {
    try {
      const answer = await this.calls.post(tenantId, appId, '/wxa/sec/order/get_order', {
        transaction_id: transactionId,
      });
      return readOrder(answer.object('order'));
    } catch (error) {
      if (error instanceof WechatError && error.errcode === ORDER_UNKNOWN) return null;
      throw error;
    }
  }

  /** Whether the applet must tell WeChat of its shipping at all. */
  async isTradeManaged(tenantId: TenantId, appId: AppId): Promise<boolean> {
    const answer = await this.calls.post(tenantId, appId, '/wxa/sec/order/is_trade_managed', { appid: appId });
    return answer.flag('is_trade_managed');
  }

  /** Whether the merchant has confirmed the agreement of trade management. */
  async isTradeManagementConfirmed(tenantId: TenantId, appId: AppId): Promise<boolean> {
    const answer = await this.calls.post(tenantId, appId, '/wxa/sec/order/is_trade_management_confirmation_completed', {
      appid: appId,
    });
    return answer.flag('completed');
  }

  /** Asks the shopper to confirm a courier delivery that has been signed for; once per order. @throws 10060028 to 10060032 */
  async notifyReceipt(tenantId: TenantId, appId: AppId, transactionId: string, receivedAt: Date): Promise<void> {
    await this.calls.call(tenantId, appId, {
      method: 'POST',
      path: '/wxa/sec/order/notify_confirm_receive',
      body: { transaction_id: transactionId, received_time: Math.floor(receivedAt.getTime() / 1000) },
      idempotent: false,
    });
  }

  /** WeChat's delivery companies, about 1,400; the same for every applet. */
  async listCompanies(tenantId: TenantId, appId: AppId): Promise<ExpressCompany[]> {
    const answer = await this.calls.post(tenantId, appId, '/cgi-bin/express/delivery/open_msg/get_delivery_list', '{}');
    return answer.optionalList('delivery_list', (item) => ({
      id: item.filledText('delivery_id'),
      name: item.text('delivery_name'),
    }));
  }
}

/** `2022-12-15T13:29:35.120+08:00`: milliseconds and zone are both asked for. */
export function uploadTime(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
}

function uploadBody(information: ShippingInformation) {
  const { kind, split, isAllDelivered, parcels } = information;
  return {
    order_key: { order_number_type: 2, transaction_id: information.transactionId },
    logistics_type: kindNumbers[kind],
    delivery_mode: split ? 2 : 1,
    ...(split && { is_all_delivered: isAllDelivered }),
    shipping_list: parcels.map((parcel) => ({
      ...(kind === 'express' && { tracking_no: parcel.trackingNo, express_company: parcel.companyId }),
      item_desc: parcel.goods,
      ...(parcel.maskedReceiverPhone !== undefined && { contact: { receiver_contact: parcel.maskedReceiverPhone } }),
    })),
    upload_time: uploadTime(information.uploadedAt),
    payer: { openid: information.openId },
  };
}

/** What is wrong with it, for the log; null when WeChat may be asked. */
function faultOf({ kind, parcels, split, isAllDelivered, transactionId, openId }: ShippingInformation): string | null {
  if (transactionId === '' || openId === '') return 'transactionId and openId are needed';
  if (parcels.length < 1 || parcels.length > MOST_PARCELS) return `1 to ${MOST_PARCELS} parcels, not ${parcels.length}`;
  if (split && kind !== 'express') return `only couriers deliver in parts, not ${kind}`;
  if (!split && (parcels.length !== 1 || !isAllDelivered)) return 'one parcel with everything, or split';
  for (const { goods, trackingNo = '', companyId = '' } of parcels) {
    const length = Array.from(goods).length;
    if (length < 1 || length > MOST_GOODS_CHARACTERS) return `goods of 1 to ${MOST_GOODS_CHARACTERS} characters`;
    if (kind !== 'express') continue;
    for (const text of [trackingNo, companyId])
      if (text.length < 1 || text.length > MOST_NUMBER_CHARACTERS)
        return 'a courier and its tracking number are needed';
  }
  return null;
}

function readOrder(order: WechatAnswer): WechatOrder {
  const state = orderStates[order.integer('order_state')];
  if (!state) throw order.unexpected('order_state', 'a number from 1 to 6');
  const shipping = order.optionalObject('shipping');
  const parcels = shipping?.optionalList('shipping_list', (parcel) => parcel.optionalText('tracking_no') ?? '') ?? [];
  return {
    transactionId: order.text('transaction_id'),
    state,
    isComplete: shipping?.has('finish_shipping') === true && shipping.flag('finish_shipping'),
    kind: kinds[shipping?.optionalInteger('logistics_type') ?? 0] ?? null,
    trackingNos: parcels.filter((trackingNo) => trackingNo !== ''),
  };
}
