import { Type } from 'typebox';
import { uploadDraft } from '../code/template-library.js';
import { pushTicket } from '../platform/tickets.js';
import { KnobError } from '../protocol/knob-error.js';
import { mergeSettings, settingsChangeSchema, settingsSchema } from '../state/sandbox-settings.js';
import type { Draft } from '../state/model.js';
import { emptyObject, type Knob } from './knob.js';

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const draftSchema = Type.Object({
  draftId: Type.Integer(),
  userVersion: Type.String(),
  userDesc: Type.String(),
  sourceAppid: Type.String(),
  createdAt: Type.Integer({ description: 'milliseconds since 1970' }),
  pages: Type.Array(Type.String()),
  sizes: Type.Object({
    main: Type.Integer(),
    subPackages: Type.Record(Type.String(), Type.Integer()),
    total: Type.Integer(),
  }),
  privacyApis: Type.Array(Type.String()),
  ignoredFiles: Type.Array(Type.String()),
  sha256: Type.String(),
});

export const worldKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/drafts',
    summary: 'Uploads a mini-program source (zip) into the draft box, as DevTools does',
    query: Type.Object({
      user_version: text(64),
      user_desc: text(500),
      source_appid: text(64),
      developer: text(100),
    }),
    takes: 'application/zip',
    answers: { 201: draftSchema },
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
    answers: Type.Object({
      drafts: Type.Array(draftSchema),
      templates: Type.Array(Type.Interface([draftSchema], { templateId: Type.Integer() })),
    }),
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
    answers: Type.Object({}),
    handle: ({ world }) => {
      world.store.reset();
      world.calls.clear();
      world.minuteCounts.clear();
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
