import { type TProperties, Type } from 'typebox';
import { choice, count, flag, ms } from './setting-schemas.js';

/** Settings of what follows the release. */
export const afterReleaseProperties = {
  privateTemplateLimit: count(25, 'unconfirmed: templates a private library holds (200012)'),
  subscribeSendMs: ms(5, 'how long one subscribe message takes; another to the same person meanwhile is 43108'),
  checkMessagePage: flag(true, 'the page of a formal message must be in the released version (41030)'),
  wxacodeTotal: count(100_000, 'codes of getwxacode and createwxaqrcode together, forever (45029)'),
  wxacodeUncheckedPages: count(60_000, 'pages that getwxacodeunlimit may name with check_path false (45029)'),
  linksPerSecond: count(100, 'schemes and links made in a second (44990)'),
  linksPerDay: count(500_000, 'schemes and links made in a day (44993)'),
  linkOpensPerDay: count(3_000_000, 'openings of schemes and links in a day (85406)'),
  checkJumpFile: flag(false, 'qrcodejumpadd fetches the verification file from the prefix (85069)'),
  visitMinutes: count(120, 'how long a person counts as having visited (61010)'),
  mediaCheckMs: ms(2000, 'how long media_check_async takes'),
  mediaHosts: Type.String({
    maxLength: 2000,
    default: '',
    description: 'hosts beside loopback that media_check_async downloads from, joined by commas; * for all',
  }),
  tempImageMaxMb: count(2, 'unconfirmed: 2 or 10, the largest temporary image'),
  phoneQuota: count(1_000_000, 'phone numbers an account may still ask for; then the button gives errno 1400001'),
  shippingUnknownMs: ms(0, 'how long after its payment an order is unknown to shipping management (10060001)'),
  shippingPartnerMchid: choice(['any', 'sp', 'sub'], {
    default: 'any',
    description: 'unconfirmed: whose number order_key.mchid is in partner mode',
  }),
  shippingOwnAccountCalls: flag(false, 'unconfirmed: get_order_list and set_msg_jump_path answer a third party'),
  tradeSettleMs: ms(1000, 'from the confirmation of receipt to the settlement'),
  privacyInterfaceMs: ms(1500, 'how long an application for a private interface takes'),
  icpStepMs: ms(3000, 'how long each step of an ICP filing takes: the platform’s, the authority’s'),
} satisfies TProperties;
