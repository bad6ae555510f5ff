import { uploadDraft } from '../code/template-library.js';
import { pushTicket } from '../platform/tickets.js';
import { chinaDay } from '../protocol/daily-quota.js';
import { KnobError } from '../protocol/knob-error.js';
import { age } from '../state/ageing.js';
import { mergeSettings } from '../state/sandbox-settings.js';
import type { Draft } from '../state/model.js';
import type { Knob } from './knob.js';

export const worldKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/drafts',
    summary: 'Uploads a mini-program source (zip) into the draft box, as DevTools does',
    handle: ({ world, query, bytes, reply }) => {
      if (bytes.length === 0) throw new KnobError(400, 'Send the zip as the body, with Content-Type: application/zip.');
      const sourceAppid = query['source_appid'] ?? 'wx0000000000000000';
      const draft = uploadDraft(world, bytes, {
        userVersion: query['user_version'] ?? '1.0.0',
        userDesc: query['user_desc'] ?? '',
        sourceAppid,
        developer: query['developer'] ?? 'developer',
      });
      reply.code(201);
      return draftView(draft);
    },
  },
  {
    method: 'GET',
    path: '/sandbox/templates',
    summary: 'Lists drafts and templates',
    handle: ({ world }) => ({
      drafts: world.state.component.drafts.map(draftView),
      templates: world.state.component.templates.map((template) => ({
        templateId: template.templateId,
        ...draftView(template),
      })),
    }),
  },
  {
    method: 'GET',
    path: '/sandbox/settings',
    summary: 'Shows the settings',
    handle: ({ world }) => world.knobs,
  },
  {
    method: 'PUT',
    path: '/sandbox/settings',
    summary: 'Changes some settings',
    handle: ({ world, body }) => {
      const before = world.knobs.timeScale;
      world.state.settings = mergeSettings(world.knobs, body);
      world.scheduler.rescale(before, world.knobs.timeScale);
      return world.knobs;
    },
  },
  {
    method: 'POST',
    path: '/sandbox/clock',
    summary: 'Makes everything older',
    handle: ({ world, body }) => {
      const { advanceSeconds } = body;
      if (typeof advanceSeconds !== 'number' || !(advanceSeconds >= 0)) {
        throw new KnobError(400, '"advanceSeconds" must be a number that is not negative.');
      }
      const ms = Math.round(advanceSeconds * 1000);
      age(world.state, ms);
      if (chinaDay(Date.now() + ms) !== chinaDay(Date.now())) world.state.dailyCalls = {};
      world.scheduler.arm();
      return { advancedSeconds: advanceSeconds };
    },
  },
  {
    method: 'POST',
    path: '/sandbox/ticket',
    summary: 'Pushes a ticket now',
    handle: ({ world }) => {
      pushTicket(world);
      return { url: world.env.authEventUrl };
    },
  },
  {
    method: 'GET',
    path: '/sandbox/calls',
    summary: 'Counts and lists the calls received',
    handle: ({ world, query }) =>
      world.calls.list({ path: query['path'], appid: query['appid'], limit: Number(query['limit'] ?? 100) || 100 }),
  },
  {
    method: 'DELETE',
    path: '/sandbox/calls',
    summary: 'Forgets the calls received',
    handle: ({ world }) => {
      world.calls.clear();
      return {};
    },
  },
  {
    method: 'GET',
    path: '/sandbox/pushes',
    summary: 'Lists what was pushed',
    handle: ({ world, query }) => ({
      items: world.state.pushes
        .filter(
          (push) =>
            (query['appid'] === undefined || push.appid === query['appid']) &&
            (query['event'] === undefined || push.event === query['event']),
        )
        .reverse(),
    }),
  },
  {
    method: 'POST',
    path: '/sandbox/pushes/:id/resend',
    summary: 'Pushes once more',
    handle: ({ world, params }) => {
      if (!world.pusher.resend(Number(params['id'])))
        throw new KnobError(404, `There is no push ${params['id'] ?? ''}.`);
      return {};
    },
  },
  {
    method: 'POST',
    path: '/sandbox/reset',
    summary: 'Empties everything',
    handle: ({ world }) => {
      world.store.reset();
      world.calls.clear();
      pushTicket(world);
      return {};
    },
  },
];

const draftView = ({ draftId, userVersion, userDesc, sourceAppid, createdAt, source }: Draft) => ({
  draftId,
  userVersion,
  userDesc,
  sourceAppid,
  createdAt,
  pages: source.pages,
  sizes: source.sizes,
  privacyApis: source.privacyApis,
  ignoredFiles: source.ignoredFiles,
  sha256: source.sha256,
});
