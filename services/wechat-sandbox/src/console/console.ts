import type { FastifyInstance } from 'fastify';
import { afterReleaseKnobs } from '../after-release.js';
import { ciKnobs } from '../ci/ci-knobs.js';
import type { World } from '../world.js';
import { appKnobs } from './app-knobs.js';
import { type Knob, registerKnobs } from './knob.js';
import { clockKnobs } from './clock-knobs.js';
import { fleetKnobs } from './fleet-knobs.js';
import { observationKnobs } from './observation-knobs.js';
import { openApi } from './open-api.js';
import { registerPage } from './page/page.js';
import { payKnobs } from './pay-knobs.js';
import { tokenKnobs } from './token-knobs.js';
import { worldKnobs } from './world-knobs.js';

const knobs: readonly Knob[] = [
  ...appKnobs,
  ...afterReleaseKnobs,
  ...payKnobs,
  ...ciKnobs,
  ...worldKnobs,
  ...clockKnobs,
  ...tokenKnobs,
  ...fleetKnobs,
  ...observationKnobs,
];

/** The knobs, their description for machines, and the page for people. */
export function registerConsole(app: FastifyInstance, world: World): void {
  registerKnobs(app, world, knobs);
  app.get('/sandbox/openapi.json', () => openApi(knobs));
  registerPage(app);
}
