import { conductKnobs } from './conduct/conduct-knobs.js';
import { icpFilingEndpoints, listenForIcpSteps } from './conduct/icp-filing.js';
import { listenForPrivacyVerdicts, privateInterfaceEndpoints } from './conduct/private-interfaces.js';
import type { Knob } from './console/knob.js';
import { checkKnobs } from './content-security/check-knobs.js';
import { listenForMediaChecks, mediaCheckEndpoints } from './content-security/media-check.js';
import { textCheckEndpoints } from './content-security/text-check.js';
import { listenForHandOvers } from './customer-service/hand-over.js';
import { mediaEndpoints } from './customer-service/media.js';
import { customerServiceEndpoints } from './customer-service/send.js';
import { serviceKnobs } from './customer-service/service-knobs.js';
import { jumpRuleEndpoints } from './links/jump-rules.js';
import { linkKnobs } from './links/link-knobs.js';
import { linkEndpoints } from './links/links.js';
import { wxacodeEndpoints } from './links/wxacode.js';
import { openDataEndpoints, openDataKnobs } from './login/open-data.js';
import { userEventKnobs } from './login/user-events.js';
import { messageKnobs } from './messages/message-knobs.js';
import { privateTemplateEndpoints } from './messages/private-templates.js';
import { sendEndpoints } from './messages/send.js';
import { serviceCardEndpoints } from './messages/service-cards.js';
import type { Endpoint } from './protocol/endpoint.js';
import { shippingOrderEndpoints } from './shipping/orders.js';
import { shippingKnobs } from './shipping/shipping-knobs.js';
import { listenForTrades } from './shipping/trade-progress.js';
import { shippingUploadEndpoints } from './shipping/upload.js';
import type { World } from './world.js';

/** What follows the release: messages, codes and links, content checks, customer service, shipments, conduct. */
export const afterReleaseEndpoints: readonly Endpoint[] = [
  ...privateTemplateEndpoints,
  ...sendEndpoints,
  ...serviceCardEndpoints,
  ...wxacodeEndpoints,
  ...linkEndpoints,
  ...jumpRuleEndpoints,
  ...textCheckEndpoints,
  ...mediaCheckEndpoints,
  ...openDataEndpoints,
  ...customerServiceEndpoints,
  ...mediaEndpoints,
  ...shippingUploadEndpoints,
  ...shippingOrderEndpoints,
  ...privateInterfaceEndpoints,
  ...icpFilingEndpoints,
];

export const afterReleaseKnobs: readonly Knob[] = [
  ...messageKnobs,
  ...linkKnobs,
  ...checkKnobs,
  ...openDataKnobs,
  ...userEventKnobs,
  ...serviceKnobs,
  ...shippingKnobs,
  ...conductKnobs,
];

export function listenAfterRelease(world: World): void {
  listenForMediaChecks(world);
  listenForHandOvers(world);
  listenForTrades(world);
  listenForPrivacyVerdicts(world);
  listenForIcpSteps(world);
}
