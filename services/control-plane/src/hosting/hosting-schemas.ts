import { Type } from 'typebox';
import { AppIdSchema, Id, nullable, strict, Timestamp } from '#kernel/http/contract.js';
import type { Finding } from '#hosting/linting/finding.js';
import type { ConfigChange } from '#hosting/storefronts/config-diff.js';
import type { JsonObject } from '#hosting/templates/json.js';
import type { Wire } from '#kernel/http/wire.js';
import type { Actor } from '#kernel/tenancy/actor.js';

export const merchantParams = strict({ merchantId: Id });
export const appletParams = strict({ merchantId: Id, appId: AppIdSchema });
/** Number of a revision; PostgreSQL keeps it in 32 bits. */
export const Revision = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });

/** Any JSON object: its own schema is the template's. */
export const JsonDocument = Type.Unsafe<JsonObject>({ type: 'object', additionalProperties: true });
export const ActorSchema = Type.Unsafe<Wire<Actor>>({
  type: 'object',
  additionalProperties: true,
  description: 'who did it',
});
export const TextSchema = Type.Object({ zh: Type.String(), en: Type.String() });
export const Changes = Type.Array(
  Type.Unsafe<Wire<ConfigChange>>({
    type: 'object',
    additionalProperties: true,
    description: '{pointer, kind, before, after, delivery: live | packaged, title}',
  }),
);
export const Findings = Type.Array(
  Type.Unsafe<Wire<Finding>>({
    type: 'object',
    additionalProperties: true,
    description: '{rule, severity, file, line?, message, remedy}',
  }),
);

export const AppletView = Type.Object({
  id: Id,
  appId: Type.String(),
  nickname: nullable(Type.String()),
  principalName: nullable(Type.String()),
  state: Type.Enum(['authorised', 'revoked']),
  grantedSets: Type.Array(Type.Integer()),
  missingSets: Type.Array(Type.Integer(), {
    description: 'permission sets that the merchant left out and must grant by authorising again',
  }),
  authorisedAt: Timestamp,
});

export const BuildView = Type.Object({
  id: Id,
  revision: Type.Integer(),
  templateId: Type.String(),
  templateVersion: Type.String(),
  state: Type.Enum(['queued', 'succeeded', 'failed']),
  digest: nullable(Type.String()),
  findings: Findings,
  sizes: nullable(
    Type.Object({
      mainBytes: Type.Integer(),
      subpackageBytes: Type.Record(Type.String(), Type.Integer()),
      totalBytes: Type.Integer(),
    }),
  ),
  createdAt: Timestamp,
  finishedAt: nullable(Timestamp),
});

const submissionStates = [
  'queued',
  'committed',
  'prepared',
  'auditing',
  'delayed',
  'approved',
  'rejected',
  'withdrawn',
  'released',
  'superseded',
  'rolled_back',
] as const;
const SubmissionStateSchema = Type.Enum([...submissionStates]);

const submissionFields = {
  id: Id,
  appId: Type.String(),
  buildId: Id,
  kind: Type.Enum(['release', 'rollback']),
  state: SubmissionStateSchema,
  version: Type.String({ description: 'user_version at WeChat' }),
  auditId: nullable(Type.String()),
  reason: nullable(Type.String({ description: "WeChat's own text when it rejected or delayed" })),
  screenshots: Type.Array(Type.String()),
  problem: nullable(
    Type.Object({
      code: Type.String(),
      title: TextSchema,
      detail: TextSchema,
      actor: Type.Enum(['merchant', 'operator', 'platform', 'nobody'], { description: 'who must act' }),
    }),
  ),
  autoRelease: Type.Boolean(),
  note: nullable(Type.String()),
  requestedBy: ActorSchema,
  createdAt: Timestamp,
  updatedAt: Timestamp,
};
export const SubmissionView = Type.Object(submissionFields);
export const SubmissionDetail = Type.Object({
  ...submissionFields,
  history: Type.Array(
    Type.Object({
      fromState: nullable(SubmissionStateSchema),
      toState: SubmissionStateSchema,
      cause: Type.String(),
      detail: Type.Unsafe<unknown>({}),
      createdAt: Timestamp,
    }),
  ),
});
