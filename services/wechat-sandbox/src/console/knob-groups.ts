import { afterReleaseKnobs } from '../after-release.js';
import { ciKnobs } from '../ci/ci-knobs.js';
import { icpKnobs } from '../conduct/icp-filing.js';
import { privateInterfaceKnobs } from '../conduct/private-interfaces.js';
import { proxyKnobs } from '../proxy/proxy-knobs.js';
import { publishCheckKnobs } from '../publish-check/publish-check-knobs.js';
import { appKnobs } from './app-knobs.js';
import { clockKnobs } from './clock-knobs.js';
import { codeKnobs } from './code-knobs.js';
import { fleetKnobs } from './fleet-knobs.js';
import type { Knob } from './knob.js';
import { observationKnobs } from './observation-knobs.js';
import { payKnobs } from './pay-knobs.js';
import { tokenKnobs } from './token-knobs.js';
import { worldKnobs } from './world-knobs.js';

export interface KnobGroup {
  title: string;
  knobs: readonly Knob[];
}

/** Every knob there is, as the README's tables and the tags of /sandbox/openapi.json group them. */
export const knobGroups: readonly KnobGroup[] = [
  { title: 'Accounts', knobs: appKnobs },
  { title: 'Code, audits, filings', knobs: [...codeKnobs, ...privateInterfaceKnobs, ...icpKnobs] },
  { title: 'Messages, links, checks, shipments', knobs: afterReleaseKnobs },
  { title: 'Pay', knobs: payKnobs },
  { title: 'miniprogram-ci, proxy', knobs: [...ciKnobs, ...proxyKnobs] },
  {
    title: 'Time, faults, observation',
    knobs: [...worldKnobs, ...clockKnobs, ...tokenKnobs, ...publishCheckKnobs, ...fleetKnobs, ...observationKnobs],
  },
];
