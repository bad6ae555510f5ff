import { Type } from 'typebox';

const text = (maxLength: number) => Type.Optional(Type.String({ minLength: 1, maxLength }));
const flag = (description: string) => Type.Optional(Type.Boolean({ description }));
const nullable = (type: string, description = '') =>
  Type.Unsafe<unknown>({ type: [type, 'null'], ...(description && { description }) });
const idOrName = Type.Unsafe<string | number>({ type: ['string', 'integer'] });

/** What a caller may say about an account. */
export const accountFields = {
  nickname: text(100),
  principal: text(200),
  categories: Type.Optional(
    Type.Array(Type.Object({ first: idOrName, second: idOrName }), { maxItems: 100, description: 'ids or names' }),
  ),
  icpFiled: flag('false: release is 86369'),
  hasName: flag('false: name, avatar or introduction is missing (86002)'),
  verified: flag('certified'),
  unionBound: flag('bound to an open-platform account: log-ins carry a unionid'),
  bannedFromAudit: flag('true: submit_audit is 86007'),
  secretFrozen: flag('true: its own tokens are 40243'),
  privateApis: Type.Optional(
    Type.Array(Type.String({ maxLength: 100 }), {
      maxItems: 100,
      description: 'location and address interfaces it may use',
    }),
  ),
};

export const accountSchema = Type.Object({
  appid: Type.String(),
  userName: Type.String({ description: 'original id, gh_…' }),
  nickname: Type.String(),
  principal: Type.String(),
  appSecret: Type.String(),
  secretFrozen: Type.Boolean(),
  hasName: Type.Boolean(),
  verified: Type.Boolean(),
  icpFiled: Type.Boolean(),
  bannedFromAudit: Type.Boolean(),
  categories: Type.Array(
    Type.Object({
      first: Type.Integer(),
      firstName: Type.String(),
      second: Type.Integer(),
      secondName: Type.String(),
      auditStatus: Type.Integer(),
    }),
  ),
  privateApis: Type.Array(Type.String()),
  authorized: Type.Boolean(),
  permissionSets: Type.Array(Type.Integer()),
  createdAt: Type.Integer({ description: 'milliseconds since 1970' }),
});

export const plannedVerdict = Type.Unsafe<unknown>({
  description: 'a verdict, or a verdict with its reason',
  anyOf: [
    { type: 'string', enum: ['approve', 'reject', 'delay', 'manual'] },
    {
      type: 'object',
      additionalProperties: false,
      required: ['verdict'],
      properties: {
        verdict: { type: 'string', enum: ['approve', 'reject', 'delay', 'manual'] },
        reason: { type: 'string', minLength: 1, maxLength: 2000 },
      },
    },
  ],
});

const code = {
  templateId: Type.Integer(),
  userVersion: Type.String(),
  userDesc: Type.String(),
  pages: Type.Array(Type.String()),
  extJson: Type.String(),
  warnings: Type.Array(Type.String()),
  committedAt: Type.Integer(),
};
const online = Type.Object({
  ...code,
  appVersion: Type.Integer(),
  auditid: Type.Integer(),
  releasedAt: Type.Integer(),
});

/** An account with everything that happened to it. */
export const appSchema = Type.Object({
  ...accountSchema.properties,
  trial: Type.Union([Type.Object({ ...code, detectionDone: Type.Boolean() }), Type.Null()]),
  missingPrivacyKeys: Type.Array(Type.String()),
  audits: Type.Array(
    Type.Object({
      auditid: Type.Integer(),
      status: Type.Integer({ description: '0 approved, 1 rejected, 2 auditing, 3 withdrawn, 4 delayed' }),
      userVersion: Type.String(),
      versionDesc: Type.String(),
      reason: Type.String(),
      screenshot: Type.Array(Type.String()),
      submittedAt: Type.Integer(),
      finishedAt: nullable('integer'),
      released: Type.Boolean(),
    }),
  ),
  auditPlan: Type.Array(plannedVerdict),
  online: Type.Union([online, Type.Null()]),
  history: Type.Array(online),
  gray: nullable('object'),
  visitStatus: Type.Integer(),
  domains: Type.Record(Type.String(), Type.Array(Type.String())),
  directDomains: Type.Record(Type.String(), Type.Array(Type.String())),
  webviewDomains: Type.Array(Type.String()),
  privacy: Type.Object({ development: nullable('object'), online: nullable('object') }),
  orderPath: nullable('string'),
  testers: Type.Array(Type.Object({ wechatid: Type.String(), userstr: Type.String() })),
});
