import { Type } from 'typebox';
import { AppIdSchema, Id, Nothing, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { ActorSchema, appletParams, TextSchema } from './hosting-schemas.js';

const applet = '/api/merchants/:merchantId/applets/:appId';
const upload = '/api/merchants/:merchantId/direct-uploads/:uploadId';
const development = '/api/platform/development-applet';
const uploadParams = strict({ merchantId: Id, uploadId: Id });
const templateParams = strict({ templateId: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }) });

const UploadKey = Type.Object({
  appId: AppIdSchema,
  fingerprint: Type.String({ description: 'SHA-256 of the public half; the key itself is never shown again' }),
  savedAt: Timestamp,
});
const PrivateKeyPem = Type.String({
  minLength: 1,
  maxLength: 10_000,
  description: 'content of private.<appid>.key, PKCS#1 or PKCS#8; literal \\n is understood',
});
const Sizes = nullable(Type.Array(Type.Object({ name: Type.String(), sizeBytes: Type.Integer() })));
const ProblemView = nullable(
  Type.Object({
    code: Type.String(),
    title: TextSchema,
    detail: TextSchema,
    actor: Type.Enum(['merchant', 'operator', 'platform', 'nobody'], { description: 'who must act' }),
  }),
);

const DirectUploadView = Type.Object({
  id: Id,
  appId: AppIdSchema,
  buildId: Id,
  kind: Type.Enum(['upload', 'preview']),
  state: Type.Enum(['queued', 'uploading', 'uploaded', 'failed', 'cancelled']),
  robot: Type.Integer(),
  version: Type.String(),
  note: nullable(Type.String()),
  page: nullable(Type.String()),
  query: nullable(Type.String()),
  sizes: Sizes,
  problem: ProblemView,
  attempts: Type.Integer(),
  requestedBy: ActorSchema,
  createdAt: Timestamp,
  finishedAt: nullable(Timestamp),
  nextSteps: nullable(TextSchema),
  warning: nullable(TextSchema),
});

const TemplateUploadView = Type.Object({
  id: Id,
  templateId: Type.String(),
  version: Type.String(),
  appId: AppIdSchema,
  state: Type.Enum(['queued', 'uploading', 'uploaded', 'failed']),
  sizes: Sizes,
  problem: ProblemView,
  attempts: Type.Integer(),
  requestedBy: ActorSchema,
  createdAt: Timestamp,
  finishedAt: nullable(Timestamp),
});

export const getUploadKey = route({
  id: 'uploadKey.get',
  method: 'GET',
  path: `${applet}/upload-key`,
  summary: { zh: '上传密钥（只显示指纹）', en: 'The upload key: its fingerprint and date' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: appletParams,
  response: { 200: UploadKey },
});

export const saveUploadKey = route({
  id: 'uploadKey.save',
  method: 'PUT',
  path: `${applet}/upload-key`,
  summary: { zh: '保存小程序代码上传密钥', en: 'Save the key with which this mini-program’s code is uploaded' },
  access: { kind: 'member', permission: 'releases:write' },
  params: appletParams,
  body: strict({ privateKeyPem: PrivateKeyPem }),
  response: { 200: UploadKey },
});

export const removeUploadKey = route({
  id: 'uploadKey.remove',
  method: 'DELETE',
  path: `${applet}/upload-key`,
  summary: { zh: '删除上传密钥', en: 'Remove the upload key' },
  access: { kind: 'member', permission: 'releases:write' },
  params: appletParams,
  response: { 204: Nothing },
});

export const requestDirectUpload = route({
  id: 'directUploads.request',
  method: 'POST',
  path: `${applet}/direct-uploads`,
  summary: {
    zh: '用小程序自己的密钥上传或预览代码包',
    en: 'Upload or preview a package with the mini-program’s own key',
  },
  access: { kind: 'member', permission: 'releases:write' },
  params: appletParams,
  body: strict({
    buildId: Id,
    kind: Type.Enum(['upload', 'preview']),
    robot: Type.Integer({ minimum: 1, maximum: 30, default: 1, description: 'WeChat keeps the newest upload of each' }),
    note: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    page: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'the page a preview opens' })),
    query: Type.Optional(Type.String({ pattern: '^[^?#\\s]{1,500}$', description: 'a=1&b=2' })),
  }),
  response: { 202: DirectUploadView },
});

export const listDirectUploads = route({
  id: 'directUploads.list',
  method: 'GET',
  path: `${applet}/direct-uploads`,
  summary: { zh: '直传记录', en: 'Direct uploads, newest first' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: appletParams,
  response: { 200: Type.Object({ items: Type.Array(DirectUploadView) }) },
});

export const getDirectUpload = route({
  id: 'directUploads.get',
  method: 'GET',
  path: upload,
  summary: { zh: '直传详情', en: 'One direct upload' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: uploadParams,
  response: { 200: DirectUploadView },
});

export const getDirectUploadQrCode = route({
  id: 'directUploads.qrCode',
  method: 'GET',
  path: `${upload}/qrcode`,
  summary: { zh: '预览二维码（JPEG）', en: 'The code that opens a preview (JPEG)' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: uploadParams,
  response: { 200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) },
});

export const cancelDirectUpload = route({
  id: 'directUploads.cancel',
  method: 'POST',
  path: `${upload}/cancel`,
  summary: { zh: '取消排队中的直传', en: 'Cancel a direct upload that still waits' },
  access: { kind: 'member', permission: 'releases:write' },
  params: uploadParams,
  response: { 200: DirectUploadView },
});

export const getDevelopmentApplet = route({
  id: 'platform.developmentApplet',
  method: 'GET',
  path: development,
  summary: { zh: '平台的开发小程序', en: "The platform's development mini-program" },
  access: { kind: 'member', permission: 'platform:manage' },
  response: { 200: UploadKey },
});

export const saveDevelopmentApplet = route({
  id: 'platform.saveDevelopmentApplet',
  method: 'PUT',
  path: development,
  summary: {
    zh: '保存平台的开发小程序与上传密钥，模板由它上传到草稿箱',
    en: 'Save the development mini-program and its upload key; templates are uploaded to the draft box through it',
  },
  access: { kind: 'member', permission: 'platform:manage' },
  body: strict({ appId: AppIdSchema, privateKeyPem: PrivateKeyPem }),
  response: { 200: UploadKey },
});

export const removeDevelopmentApplet = route({
  id: 'platform.removeDevelopmentApplet',
  method: 'DELETE',
  path: development,
  summary: { zh: '删除开发小程序设置', en: 'Forget the development mini-program and its key' },
  access: { kind: 'member', permission: 'platform:manage' },
  response: { 204: Nothing },
});

export const uploadTemplate = route({
  id: 'templates.uploadDraft',
  method: 'POST',
  path: '/api/templates/:templateId/upload',
  summary: { zh: '把模板上传到微信草稿箱', en: "Upload a template into WeChat's draft box" },
  access: { kind: 'member', permission: 'platform:manage' },
  params: templateParams,
  response: { 202: TemplateUploadView },
});

export const listTemplateUploads = route({
  id: 'templates.uploads',
  method: 'GET',
  path: '/api/templates/:templateId/uploads',
  summary: { zh: '模板上传记录', en: 'Uploads of a template, newest first' },
  access: { kind: 'member', permission: 'platform:manage' },
  params: templateParams,
  response: { 200: Type.Object({ items: Type.Array(TemplateUploadView) }) },
});
