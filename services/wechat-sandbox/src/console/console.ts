import type { FastifyInstance } from 'fastify';
import type { World } from '../world.js';
import { registerKnobs } from './knob.js';
import { knobGroups } from './knob-groups.js';
import { openApi } from './open-api.js';
import { registerPage } from './page/page.js';

/** The knobs, their description for machines, and the page for people. */
export function registerConsole(app: FastifyInstance, world: World): void {
  for (const { knobs } of knobGroups) registerKnobs(app, world, knobs);
  app.get('/sandbox/openapi.json', () => openApi(knobGroups));
  registerPage(app);
}
