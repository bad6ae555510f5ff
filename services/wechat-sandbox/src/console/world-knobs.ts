import { Type } from 'typebox';
import { pushTicket } from '../platform/tickets.js';
import { mergeSettings, settingsChangeSchema, settingsSchema } from '../state/sandbox-settings.js';
import { emptyObject, type Knob } from './knob.js';

export const worldKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/settings',
    summary: 'Shows the settings',
    answers: settingsSchema,
    handle: ({ world }) => world.knobs,
  },
  {
    method: 'PUT',
    path: '/sandbox/settings',
    summary: 'Changes some settings',
    body: settingsChangeSchema,
    answers: settingsSchema,
    handle: ({ world, body }) => {
      const before = world.knobs.timeScale;
      world.state.settings = mergeSettings(world.knobs, body);
      world.scheduler.rescale(before, world.knobs.timeScale);
      return world.knobs;
    },
  },
  {
    method: 'POST',
    path: '/sandbox/ticket',
    summary: 'Pushes a ticket now',
    body: emptyObject,
    answers: Type.Object({ url: Type.Unsafe<string | null>({ type: ['string', 'null'] }) }),
    handle: ({ world }) => {
      pushTicket(world);
      return { url: world.env.authEventUrl };
    },
  },
  {
    method: 'POST',
    path: '/sandbox/reset',
    summary: 'Empties everything',
    body: emptyObject,
    answers: 'an empty object',
    handle: ({ world }) => {
      world.store.reset();
      world.calls.clear();
      world.minuteCounts.clear();
      pushTicket(world);
      return {};
    },
  },
];
