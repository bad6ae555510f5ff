import { Type } from 'typebox';
import { findRunningAudit } from '../code/audit-submission.js';
import { decideAudit } from '../code/audit-verdict.js';
import { uploadDraft } from '../code/template-library.js';
import { KnobError } from '../protocol/knob-error.js';
import type { PlannedVerdict } from '../state/app.model.js';
import type { Draft } from '../state/model.js';
import { plannedVerdict } from './app-schemas.js';
import { type Knob, requireApp, requireChoice, textOf } from './knob.js';

const PLANNABLE = ['approve', 'reject', 'delay', 'manual'] as const;
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

/** Audits, drafts and templates. */
export const codeKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/audit',
    summary: 'Decides the running audit now',
    body: Type.Object(
      {
        verdict: Type.Unsafe<string>({ type: 'string', enum: ['approve', 'reject', 'delay'] }),
        reason: Type.Optional(Type.String({ maxLength: 2000 })),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({ auditid: Type.Integer(), status: Type.Integer() }),
    handle: (use) => {
      const app = requireApp(use);
      const verdict = requireChoice(use.body, 'verdict', ['approve', 'reject', 'delay']);
      const audit = findRunningAudit(app);
      if (!audit) throw new KnobError(409, `No audit of ${app.appid} is running.`);
      audit.planned = null;
      decideAudit(use.world, app, audit, verdict, textOf(use.body, 'reason'));
      return { auditid: audit.auditid, status: audit.status };
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/audit-plan',
    summary: 'Sets the verdicts of the next audits',
    body: Type.Object({ verdicts: Type.Array(plannedVerdict, { maxItems: 1000 }) }, { additionalProperties: false }),
    answers: Type.Object({ auditPlan: Type.Array(plannedVerdict) }),
    handle: (use) => {
      const app = requireApp(use);
      const { verdicts } = use.body;
      app.auditPlan = (verdicts as unknown[]).map(readPlanned);
      return { auditPlan: app.auditPlan };
    },
  },
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
];

function readPlanned(value: unknown): PlannedVerdict {
  const planned = (typeof value === 'string' ? { verdict: value } : value) as Record<string, unknown> | null;
  const verdict = requireChoice(planned ?? {}, 'verdict', PLANNABLE);
  const reason = textOf(planned ?? {}, 'reason');
  return { verdict, ...(reason !== undefined && { reason }) };
}

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
