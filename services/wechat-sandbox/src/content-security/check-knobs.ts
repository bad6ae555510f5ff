import { Type } from 'typebox';
import { type Knob, requireApp } from '../console/knob.js';
import { enterUser, visit } from '../login/users.js';
import type { PlannedCheck } from '../state/after-release.model.js';
import { checksOf } from './checks.js';
import { labels } from './word-lists.js';

const verdict = Type.Object(
  {
    suggest: Type.Unsafe<PlannedCheck['suggest']>({ type: 'string', enum: ['pass', 'review', 'risky'] }),
    label: Type.Unsafe<number>({ type: 'integer', enum: [...labels] }),
  },
  { additionalProperties: false },
);

export const checkKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/visit',
    summary: 'A person opens the mini-program',
    body: Type.Object({ user: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false }),
    answers: Type.Object({ openid: Type.String() }),
    handle: (use) => {
      const app = requireApp(use);
      const { openid } = enterUser(app, String(use.body['user']));
      visit(app, openid);
      return { openid };
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/check-plan',
    summary: 'Sets the verdicts of the next content checks (texts and media)',
    body: Type.Object({ verdicts: Type.Array(verdict, { maxItems: 1000 }) }, { additionalProperties: false }),
    answers: Type.Object({ plan: Type.Array(verdict) }),
    handle: (use) => {
      const checks = checksOf(requireApp(use));
      checks.plan = use.body['verdicts'] as PlannedCheck[];
      return { plan: checks.plan };
    },
  },
  {
    method: 'GET',
    path: '/sandbox/apps/:appid/checks',
    summary: 'Lists the media checks, newest first, and the planned verdicts',
    answers: 'plan, and items: the media checks with traceId, openid, url, doneAt and result',
    handle: (use) => {
      const checks = requireApp(use).afterRelease?.checks;
      return { plan: checks?.plan ?? [], items: Object.values(checks?.media ?? {}).reverse() };
    },
  },
];
