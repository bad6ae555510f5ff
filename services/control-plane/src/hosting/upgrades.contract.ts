import { Type } from 'typebox';
import type { UpgradeConflict } from '#hosting/upgrades/upgrade-conflict.js';
import { AppIdSchema, cursorQuery, Id, nullable, pageOf, route, strict, Timestamp } from '#kernel/http/contract.js';
import type { Wire } from '#kernel/http/wire.js';
import { appletParams, Changes, JsonDocument } from './hosting-schemas.js';

const Conflicts = Type.Array(
  Type.Unsafe<Wire<UpgradeConflict>>({
    type: 'object',
    additionalProperties: true,
    description:
      '{key, kind: changed | removed | unknown | invalid, title, base?, mine?, theirs?, choices: (mine | theirs | value)[], detail, choice}',
  }),
);
const DraftVersion = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'draftVersion that was looked at',
});
const Version = Type.String({ maxLength: 40, pattern: '^\\d+\\.\\d+\\.\\d+$' });
const Resolutions = Type.Array(
  strict({
    key: Type.String({ maxLength: 500, description: 'of a conflict' }),
    choice: Type.Enum(['mine', 'theirs', 'value']),
    value: Type.Optional(Type.Unsafe<JsonValue>({ description: 'for the choice "value"' })),
  }),
  { maxItems: 1000 },
);
type JsonValue = NonNullable<UpgradeConflict['mine']>;
const UpgradeResult = Type.Object({
  fromVersion: Type.String(),
  toVersion: Type.String(),
  draftVersion: Type.Integer(),
  keptAside: Conflicts,
});
const base = '/api/merchants/:merchantId/applets/:appId/storefront/upgrade';

export const previewUpgrade = route({
  id: 'upgrades.preview',
  method: 'GET',
  path: base,
  summary: {
    zh: '升级到已安装的模板版本会改变什么、有哪些冲突',
    en: 'What the upgrade to the installed version of the template would change, and its conflicts',
  },
  access: { kind: 'member', permission: 'merchants:read' },
  params: appletParams,
  response: {
    200: Type.Object({
      templateId: Type.String(),
      fromVersion: Type.String(),
      toVersion: Type.String(),
      draftVersion: Type.Integer(),
      config: JsonDocument,
      changes: Changes,
      conflicts: Conflicts,
      needsPackage: Type.Boolean(),
    }),
  },
});

export const upgradeStorefront = route({
  id: 'upgrades.upgrade',
  method: 'POST',
  path: base,
  summary: {
    zh: '升级草稿；每处冲突须有选择，旧草稿保留可恢复',
    en: 'Upgrade the draft; every conflict needs a choice, and the old draft can be brought back',
  },
  access: { kind: 'member', permission: 'storefront:write' },
  params: appletParams,
  body: strict({ toVersion: Version, expectedVersion: DraftVersion, resolutions: Resolutions }),
  response: { 200: UpgradeResult },
});

export const undoUpgrade = route({
  id: 'upgrades.undo',
  method: 'POST',
  path: `${base}/undo`,
  summary: { zh: '撤销升级，恢复旧草稿', en: 'Undo the upgrade: the draft before it comes back' },
  access: { kind: 'member', permission: 'storefront:write' },
  params: appletParams,
  body: strict({ expectedVersion: DraftVersion }),
  response: { 200: UpgradeResult },
});

export const upgradeShops = route({
  id: 'upgrades.upgradeShops',
  method: 'POST',
  path: '/api/agencies/:agencyId/upgrades',
  summary: {
    zh: '批量升级服务商旗下店铺的草稿；有冲突的只列出，不改动',
    en: "Upgrade the drafts of an agency's shops, a page of them at a time; those with conflicts are named and left alone",
  },
  access: { kind: 'member', permission: 'merchants:write' },
  params: strict({ agencyId: Id }),
  body: strict({
    templateId: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
    ...cursorQuery,
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  }),
  response: {
    200: pageOf(
      Type.Object({
        merchantId: Id,
        merchantName: Type.String(),
        appId: AppIdSchema,
        fromVersion: Type.String(),
        outcome: Type.Enum(['upgraded', 'conflicts', 'refused']),
        conflicts: Type.Integer({ description: 'settings that need a decision' }),
        reason: nullable(Type.String({ description: 'code of the problem when refused' })),
      }),
    ),
  },
});

const BuildSeriesView = Type.Object({
  id: Id,
  templateId: Type.String(),
  state: Type.Enum(['queued', 'done']),
  succeeded: Type.Integer(),
  failed: Type.Integer(),
  createdAt: Timestamp,
  finishedAt: nullable(Timestamp),
});

export const buildShops = route({
  id: 'builds.buildShops',
  method: 'POST',
  path: '/api/agencies/:agencyId/build-series',
  summary: {
    zh: '为服务商旗下使用某模板、已发布而尚无代码包的店铺批量构建',
    en: "Build packages for an agency's shops that use a template and whose published revision has none",
  },
  access: { kind: 'member', permission: 'merchants:write' },
  params: strict({ agencyId: Id }),
  body: strict({ templateId: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }) }),
  response: { 202: BuildSeriesView },
});

export const getBuildSeries = route({
  id: 'builds.getSeries',
  method: 'GET',
  path: '/api/agencies/:agencyId/build-series/:seriesId',
  summary: { zh: '批量构建的进度', en: 'How far a series of builds is' },
  access: { kind: 'member', permission: 'agency:read' },
  params: strict({ agencyId: Id, seriesId: Id }),
  response: { 200: BuildSeriesView },
});
