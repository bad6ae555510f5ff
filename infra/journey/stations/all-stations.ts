import type { JourneyContext } from '../journey-context.js';
import type { Station } from '../station.js';
import { authorise } from './authorise.js';
import { configure } from './configure.js';
import { importClients } from './import-clients.js';
import { importGoods } from './import-products.js';
import { payAccounts } from './pay-accounts.js';
import { build, goBack, rejection, release, submit } from './release.js';
import { browse, fillCart, logInAsShopper, order, pay, refund } from './shop.js';
import { signIn } from './sign-in.js';
import { templateLibrary } from './template-library.js';

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
  submit,
  rejection,
  release,
  logInAsShopper,
  browse,
  fillCart,
  order,
  pay,
  refund,
  goBack,
];
