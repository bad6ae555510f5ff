import { Type } from 'typebox';
import { ageState } from '../state/age-state.js';
import type { World } from '../world.js';
import type { Knob } from './knob.js';

const TEN_YEARS_SECONDS = 315_360_000;

const clockSchema = Type.Object({
  advancedSeconds: Type.Number({ description: 'by this call' }),
  totalSeconds: Type.Number({ description: 'by all calls since the last reset' }),
  waitingTasks: Type.Integer({ description: 'audits, pushes, notices and the like that have yet to fall due' }),
});

export const clockKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/clock',
    summary: 'Shows by how much everything was made older',
    answers: clockSchema,
    handle: ({ world }) => clockView(world, 0),
  },
  {
    method: 'POST',
    path: '/sandbox/clock',
    summary: 'Makes everything older: tokens expire, audits end, notices are repeated',
    body: Type.Object(
      { advanceSeconds: Type.Number({ minimum: 0, maximum: TEN_YEARS_SECONDS, description: 'at most ten years' }) },
      { additionalProperties: false },
    ),
    answers: clockSchema,
    handle: ({ world, body }) => {
      const ms = Math.round((body['advanceSeconds'] as number) * 1000);
      ageState(world.state, ms);
      world.calls.age(ms);
      if (ms >= 60_000) world.minuteCounts.clear();
      world.scheduler.arm();
      return clockView(world, ms);
    },
  },
];

const clockView = ({ state }: World, ms: number) => ({
  advancedSeconds: ms / 1000,
  totalSeconds: state.apps.agedMs / 1000,
  waitingTasks: state.tasks.size,
});
