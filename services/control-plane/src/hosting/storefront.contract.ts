import { Type } from 'typebox';
import { AppIdSchema, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { ActorSchema, appletParams, Changes, JsonDocument, Revision } from './hosting-schemas.js';

const StorefrontView = Type.Object({
  templateId: Type.String(),
  templateVersion: Type.String(),
  draft: JsonDocument,
  draftVersion: Type.Integer(),
  publishedRevision: nullable(Type.Integer()),
  updatedAt: Timestamp,
});
const revisionFields = {
  revision: Type.Integer(),
  templateId: Type.String(),
  templateVersion: Type.String(),
  note: nullable(Type.String()),
  publishedBy: ActorSchema,
  createdAt: Timestamp,
};
const base = '/api/merchants/:merchantId/applets/:appId/storefront';

export const getStorefront = route({
  id: 'storefront.get',
  method: 'GET',
  path: base,
  summary: { zh: '店铺设置草稿', en: 'The storefront: draft and published revision' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: appletParams,
  response: { 200: StorefrontView },
});

export const startStorefront = route({
  id: 'storefront.start',
  method: 'PUT',
  path: base,
  summary: { zh: '选择模板与预设', en: 'Choose a template and start from a preset' },
  access: { kind: 'member', permission: 'storefront:write' },
  params: appletParams,
  body: strict({ templateId: Type.String({ maxLength: 60 }), presetId: Type.String({ maxLength: 60 }) }),
  response: { 200: StorefrontView },
});

export const saveDraft = route({
  id: 'storefront.saveDraft',
  method: 'PUT',
  path: `${base}/draft`,
  summary: { zh: '保存草稿', en: 'Save a whole new draft' },
  access: { kind: 'member', permission: 'storefront:write' },
  params: appletParams,
  body: strict({
    config: JsonDocument,
    expectedVersion: Type.Integer({
      minimum: 1,
      maximum: 2_147_483_647,
      description: 'draftVersion the change was made from',
    }),
  }),
  response: { 200: StorefrontView },
});

export const publishStorefront = route({
  id: 'storefront.publish',
  method: 'POST',
  path: `${base}/publish`,
  summary: { zh: '发布为不可变的修订', en: 'Publish the draft as an immutable revision' },
  access: { kind: 'member', permission: 'storefront:write' },
  params: appletParams,
  body: strict({ note: Type.Optional(Type.String({ maxLength: 200 })) }),
  response: { 200: Type.Object({ revision: Type.Integer(), changes: Changes, needsPackage: Type.Boolean() }) },
});

export const listRevisions = route({
  id: 'storefront.listRevisions',
  method: 'GET',
  path: `${base}/revisions`,
  summary: { zh: '修订列表', en: 'Published revisions, newest first' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: appletParams,
  response: { 200: Type.Object({ items: Type.Array(Type.Object(revisionFields)) }) },
});

export const getRevision = route({
  id: 'storefront.getRevision',
  method: 'GET',
  path: `${base}/revisions/:revision`,
  summary: { zh: '修订内容', en: 'One revision with its config' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: strict({ merchantId: Id, appId: AppIdSchema, revision: Revision }),
  response: { 200: Type.Object({ ...revisionFields, config: JsonDocument }) },
});

export const compareRevisions = route({
  id: 'storefront.compare',
  method: 'GET',
  path: `${base}/diff`,
  summary: { zh: '比较修订（省略 to 则与草稿比较）', en: 'Compare two revisions, or one with the draft' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: appletParams,
  query: strict({ from: Revision, to: Type.Optional(Revision) }),
  response: { 200: Type.Object({ changes: Changes }) },
});

export const restoreRevision = route({
  id: 'storefront.restore',
  method: 'POST',
  path: `${base}/restore`,
  summary: { zh: '将旧修订恢复为草稿', en: 'Make an older revision the draft' },
  access: { kind: 'member', permission: 'storefront:write' },
  params: appletParams,
  body: strict({ revision: Revision }),
  response: { 200: StorefrontView },
});
