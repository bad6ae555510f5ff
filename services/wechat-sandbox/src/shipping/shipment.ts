import { ApiError } from '../protocol/api-error.js';
import { characterCount, Fields } from '../protocol/fields.js';
import type { Parcel } from '../state/after-release.model.js';
import { isDeliveryCompany } from './delivery-companies.js';

export const COURIER = 1;
export const UNIFIED = 1;
const SPLIT = 2;

const MAX_PARCELS = 15;
const MAX_TEXT = 128;
const MAX_ITEM_DESC = 120;
/** RFC 3339 with milliseconds and zone, as WeChat insists. */
const UPLOAD_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})$/;
/** Masked, but the last four digits can be read. */
const MASKED_CONTACT = /^(?=.*\*).*\d{4}$/;

export interface Shipment {
  logisticsType: number;
  deliveryMode: number;
  isAllDelivered: boolean;
  parcels: Omit<Parcel, 'uploadedAt'>[];
}

/** The part of upload_shipping_info that says what was sent; login-and-user.md §9 with its codes. */
export function readShipment(body: Fields): Shipment {
  const logisticsType = integerOr(body, 'logistics_type', 10060005);
  if (logisticsType < 1 || logisticsType > 4) throw new ApiError(10060005);
  const deliveryMode = integerOr(body, 'delivery_mode', 268485224);
  if (deliveryMode !== UNIFIED && deliveryMode !== SPLIT) throw new ApiError(268485224);
  if (deliveryMode === SPLIT && logisticsType !== COURIER) throw new ApiError(10060006);
  const isAllDelivered = body.optionalBoolean('is_all_delivered');
  if (deliveryMode === SPLIT && isAllDelivered === undefined) throw new ApiError(10060007);
  const list = body.list('shipping_list') ?? [];
  if (deliveryMode === UNIFIED && list.length !== 1) throw new ApiError(268485228);
  if (list.length === 0) throw new ApiError(10060014, 'shipping_list is empty');
  if (list.length > MAX_PARCELS) throw new ApiError(10060024);
  return {
    logisticsType,
    deliveryMode,
    isAllDelivered: deliveryMode === UNIFIED || isAllDelivered === true,
    parcels: list.map((item) => readParcel(Fields.from(item), logisticsType)),
  };
}

/** Milliseconds; 268485216 when it is not RFC 3339 with milliseconds and zone. */
export function readUploadTime(body: Fields): { text: string; instant: number } {
  const text = textOr(body, 'upload_time', 268485216);
  if (!UPLOAD_TIME.test(text) || Number.isNaN(Date.parse(text))) throw new ApiError(268485216);
  return { text, instant: Date.parse(text) };
}

export const areSameParcels = (some: readonly Omit<Parcel, 'uploadedAt'>[], others: typeof some): boolean =>
  JSON.stringify(some.map(contentOf)) === JSON.stringify(others.map(contentOf));

export const contentOf = ({ trackingNo, expressCompany, itemDesc, contact }: Omit<Parcel, 'uploadedAt'>) => ({
  trackingNo,
  expressCompany,
  itemDesc,
  contact,
});

function readParcel(item: Fields, logisticsType: number): Omit<Parcel, 'uploadedAt'> {
  const itemDesc = textOr(item, 'item_desc', 10060008);
  if (characterCount(itemDesc) > MAX_ITEM_DESC) throw new ApiError(10060009);
  if (logisticsType !== COURIER) return { trackingNo: '', expressCompany: '', itemDesc, contact: null };
  const trackingNo = textOr(item, 'tracking_no', 268485226);
  const expressCompany = textOr(item, 'express_company', 268485227);
  if (expressCompany.length > MAX_TEXT) throw new ApiError(10060025);
  if (trackingNo.length > MAX_TEXT) throw new ApiError(10060026);
  if (!isDeliveryCompany(expressCompany)) throw new ApiError(10060014, `express_company ${expressCompany} is unknown`);
  const contact = readContact(item);
  if (expressCompany === 'SF' && contact === null)
    throw new ApiError(10060014, 'contact is required for SF: consignor_contact or receiver_contact');
  return { trackingNo, expressCompany, itemDesc, contact };
}

function readContact(item: Fields): Record<string, string> | null {
  if (item.raw['contact'] === undefined || item.raw['contact'] === null) return null;
  const contact = item.object('contact');
  const given = ['consignor_contact', 'receiver_contact'].flatMap((name) => {
    const value = contact.optionalString(name);
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  if (given.some(([, value]) => !MASKED_CONTACT.test(value)))
    throw new ApiError(10060014, 'contact must be masked and show its last four digits');
  return given.length === 0 ? null : Object.fromEntries(given);
}

/** Missing and wrong kinds get the field's own code. */
function integerOr(body: Fields, name: string, errcode: number): number {
  const value = body.raw[name];
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new ApiError(errcode);
  return value;
}

function textOr(body: Fields, name: string, errcode: number): string {
  const value = body.raw[name];
  if (typeof value !== 'string' || value.trim() === '') throw new ApiError(errcode);
  return value;
}
