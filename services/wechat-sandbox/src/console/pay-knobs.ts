import { billKnobs } from '../pay/knobs/bill-knobs.js';
import { complaintKnobs } from '../pay/knobs/complaint-knobs.js';
import { merchantKnobs } from '../pay/knobs/merchant-knobs.js';
import { noticeKnobs } from '../pay/knobs/notice-knobs.js';
import { paymentKnobs } from '../pay/knobs/payment-knobs.js';
import { refundKnobs } from '../pay/knobs/refund-knobs.js';
import { sharingKnobs } from '../pay/knobs/sharing-knobs.js';
import type { Knob } from './knob.js';

export const payKnobs: readonly Knob[] = [
  ...merchantKnobs,
  ...paymentKnobs,
  ...refundKnobs,
  ...noticeKnobs,
  ...billKnobs,
  ...sharingKnobs,
  ...complaintKnobs,
];
