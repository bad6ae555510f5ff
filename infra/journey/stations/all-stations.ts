import type { JourneyContext } from '../journey-context.js';
import type { Station } from '../station.js';
import { authorise } from './authorise.js';
import { scanCodes } from './codes.js';
import { penaltyAndComplaint } from './conduct.js';
import { configure } from './configure.js';
import { directChannel } from './direct-channel.js';
import { luckyDraw } from './draw.js';
import { importClients } from './import-clients.js';
import { importGoods } from './import-products.js';
import { earnPoints, promisePoints } from './membership.js';
import { agreeToMessages, messagesSent } from './messages.js';
import { tokensRevoked } from './outage.js';
import { payAccounts } from './pay-accounts.js';
import { reconcile } from './reconcile.js';
import { checkProfile } from './profile.js';
import { build, goBack, rejection, release, submit } from './release.js';
import { receive, ship } from './ship.js';
import { browse, fillCart, logInAsShopper, order, pay, refund } from './shop.js';
import { signIn } from './sign-in.js';
import { storedValue } from './stored-value.js';
import { templateLibrary } from './template-library.js';
import { booking } from './verticals/booking.js';
import { magazine } from './verticals/magazine.js';
import { restaurant } from './verticals/restaurant.js';

/** The road, one way. */
export const journeyStations: readonly Station<JourneyContext>[] = [
  signIn,
  importClients,
  authorise,
  importGoods,
  payAccounts,
  templateLibrary,
  configure,
  build,
  directChannel,
  submit,
  rejection,
  release,
  logInAsShopper,
  scanCodes,
  browse,
  fillCart,
  promisePoints,
  order,
  agreeToMessages,
  pay,
  checkProfile,
  luckyDraw,
  ship,
  messagesSent,
  receive,
  earnPoints,
  storedValue,
  penaltyAndComplaint,
  refund,
  goBack,
  restaurant,
  booking,
  magazine,
  tokensRevoked,
  reconcile,
];
