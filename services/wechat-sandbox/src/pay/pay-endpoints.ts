import { billEndpoints } from './bills/bills.js';
import { complaintNotificationEndpoints } from './complaints/complaint-notifications.js';
import { complaintEndpoints } from './complaints/complaints.js';
import { certificateEndpoints } from './keys/certificates.js';
import { directOrderEndpoints } from './orders/direct-orders.js';
import { partnerOrderEndpoints } from './orders/partner-orders.js';
import type { PayEndpoint } from './pay-endpoint.js';
import { refundEndpoints } from './refunds/refunds.js';
import { receiverEndpoints } from './sharing/receivers.js';
import { sharingOrderEndpoints } from './sharing/sharing-orders.js';
import { sharingReturnEndpoints } from './sharing/sharing-returns.js';

/** Everything under api.mch.weixin.qq.com but the file of a bill, whose answer is not signed. */
export const payEndpoints: readonly PayEndpoint[] = [
  ...certificateEndpoints,
  ...directOrderEndpoints,
  ...partnerOrderEndpoints,
  ...refundEndpoints,
  ...billEndpoints,
  ...receiverEndpoints,
  ...sharingOrderEndpoints,
  ...sharingReturnEndpoints,
  ...complaintNotificationEndpoints,
  ...complaintEndpoints,
];
