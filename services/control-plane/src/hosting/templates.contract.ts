import { Type } from 'typebox';
import { nullable, route, strict } from '#kernel/http/contract.js';
import { JsonDocument, TextSchema } from './hosting-schemas.js';

const PresetView = Type.Object({ id: Type.String(), title: TextSchema, products: nullable(Type.String()) });
const templateFields = {
  id: Type.String(),
  version: Type.String(),
  vertical: Type.String(),
  title: TextSchema,
  description: TextSchema,
  presets: Type.Array(PresetView),
};
const templateParams = strict({ templateId: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }) });

export const listTemplates = route({
  id: 'templates.list',
  method: 'GET',
  path: '/api/templates',
  summary: { zh: '模板列表', en: 'Templates of this installation' },
  access: { kind: 'member', permission: 'any' },
  response: { 200: Type.Object({ items: Type.Array(Type.Object(templateFields)) }) },
});

export const getTemplate = route({
  id: 'templates.get',
  method: 'GET',
  path: '/api/templates/:templateId',
  summary: { zh: '模板详情：设置的 JSON Schema 与预设', en: 'One template: its settings schema and presets' },
  access: { kind: 'member', permission: 'any' },
  params: templateParams,
  response: {
    200: Type.Object({
      ...templateFields,
      settingsSchema: JsonDocument,
      deliveries: Type.Array(
        Type.Object({ pointer: Type.String(), delivery: Type.Enum(['live', 'packaged']), title: TextSchema }),
      ),
      presetConfigs: Type.Array(Type.Object({ id: Type.String(), config: JsonDocument })),
    }),
  },
});

export const listSections = route({
  id: 'templates.sections',
  method: 'GET',
  path: '/api/templates/:templateId/sections',
  summary: { zh: '模板的板块库：类型、设置、内容块与预设', en: 'What pages of a template may be composed of' },
  access: { kind: 'member', permission: 'any' },
  params: templateParams,
  response: {
    200: Type.Object({
      pages: Type.Array(Type.Object({ path: Type.String(), title: TextSchema }), {
        description: 'pages of the package that show a list of sections',
      }),
      items: Type.Array(
        Type.Object({
          type: Type.String(),
          title: TextSchema,
          description: nullable(TextSchema),
          icon: nullable(Type.String()),
          limit: nullable(Type.Integer({ description: 'how many of this type one page may hold' })),
          data: nullable(Type.String({ description: 'what the runtime adds when a shopper asks' })),
          schema: JsonDocument,
          blocks: Type.Array(
            Type.Object({
              type: Type.String(),
              title: TextSchema,
              limit: nullable(Type.Integer()),
              schema: JsonDocument,
            }),
          ),
          presets: Type.Array(
            Type.Object(
              { id: Type.String(), title: TextSchema, section: JsonDocument },
              {
                description: 'a section ready for a page once it has an id of its own there, as have its blocks',
              },
            ),
          ),
        }),
      ),
    }),
  },
});

export const downloadTemplate = route({
  id: 'templates.download',
  method: 'GET',
  path: '/api/templates/:templateId/source.zip',
  summary: {
    zh: '模板源码，用于上传到微信草稿箱',
    en: "The template's source, for the upload to WeChat's draft box",
  },
  access: { kind: 'member', permission: 'platform:manage' },
  params: templateParams,
  response: { 200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) },
});

export const getTemplateUpload = route({
  id: 'templates.upload',
  method: 'GET',
  path: '/api/templates/:templateId/upload',
  summary: { zh: '上传草稿时须填写的版本号与描述', en: 'Version and description to upload the draft with' },
  access: { kind: 'member', permission: 'platform:manage' },
  params: templateParams,
  response: { 200: Type.Object({ version: Type.String(), description: Type.String() }) },
});

export const publishTemplate = route({
  id: 'templates.publish',
  method: 'POST',
  path: '/api/templates/:templateId/publish',
  summary: { zh: '从草稿箱加入模板库', en: 'Move the uploaded draft into the template library' },
  access: { kind: 'member', permission: 'platform:manage' },
  params: templateParams,
  response: { 200: Type.Object({ version: Type.String(), wechatTemplateId: Type.Integer() }) },
});

export const registerRequestDomain = route({
  id: 'platform.registerDomain',
  method: 'POST',
  path: '/api/platform/request-domain',
  summary: { zh: '在微信平台登记运行时域名', en: "Register the runtime's domain in the platform's pool at WeChat" },
  access: { kind: 'member', permission: 'platform:manage' },
  response: { 200: Type.Object({ domain: nullable(Type.String()), refused: Type.Array(Type.String()) }) },
});
