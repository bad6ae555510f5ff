import { randomBytes } from 'node:crypto';
import { afterRelease } from '../login/users.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { characterCount } from '../protocol/fields.js';
import type { MessageState, PrivateTemplate } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import {
  fieldKey,
  findPublicTemplate,
  type Keyword,
  publicTemplates,
  type PublicTemplate,
} from './public-templates.js';

const MANAGEMENT = { sets: [18, 89] };
const MAX_PAGE = 30;

export const messagesOf = (app: App): MessageState =>
  (afterRelease(app).messages ??= { isBanned: false, templates: [], grants: {}, sent: [], cards: {} });

export const findPrivateTemplate = (app: App, id: string): PrivateTemplate | null =>
  app.afterRelease?.messages?.templates.find(({ priTmplId }) => priTmplId === id) ?? null;

export const publicTemplateOf = ({ tid }: PrivateTemplate): PublicTemplate => findPublicTemplate(tid) as PublicTemplate;

/** The chosen keywords in the order in which they were chosen. */
export function keywordsOf(template: PrivateTemplate): Keyword[] {
  const { keywords } = publicTemplateOf(template);
  return template.kidList.map((kid) => keywords.find((keyword) => keyword.kid === kid) as Keyword);
}

/** The library of subscribe messages; login-and-user.md §6.1. */
export const privateTemplateEndpoints: readonly Endpoint[] = [
  authorizerEndpoint(
    'GET',
    '/wxaapi/newtmpl/getcategory',
    (_call, app) =>
      ok({ data: approvedCategories(app).map(({ second, secondName }) => ({ id: second, name: secondName })) }),
    MANAGEMENT,
  ),

  authorizerEndpoint(
    'GET',
    '/wxaapi/newtmpl/getpubtemplatetitles',
    ({ query }) => {
      const ids = (query['ids'] ?? '').split(',').filter((id) => id !== '');
      if (ids.length === 0) throw new ApiError(200018);
      if (ids.some((id) => !/^\d{1,9}$/.test(id))) throw new ApiError(200019);
      const start = numberIn(query['start'], 200016);
      const limit = numberIn(query['limit'], 200017);
      if (limit < 1 || limit > MAX_PAGE) throw new ApiError(200017);
      const rows = publicTemplates.flatMap((template) => {
        const categoryId = template.categories.find((id) => ids.includes(String(id)));
        return categoryId === undefined
          ? []
          : [{ tid: Number(template.tid), title: template.title, type: template.type, categoryId: String(categoryId) }];
      });
      return ok({ count: rows.length, data: rows.slice(start, start + limit) });
    },
    MANAGEMENT,
  ),

  authorizerEndpoint(
    'GET',
    '/wxaapi/newtmpl/getpubtemplatekeywords',
    ({ query }) => {
      const template = findPublicTemplate(query['tid'] ?? '');
      if (template === null) throw new ApiError(200014);
      const data = template.keywords.map(({ kid, name, example, kind }) => ({ kid, name, example, rule: kind }));
      return ok({ count: data.length, data });
    },
    MANAGEMENT,
  ),

  authorizerEndpoint('POST', '/wxaapi/newtmpl/addtemplate', addTemplate, MANAGEMENT),

  authorizerEndpoint(
    'GET',
    '/wxaapi/newtmpl/gettemplate',
    (_call, app) => ok({ data: (app.afterRelease?.messages?.templates ?? []).map(privateTemplateView) }),
    MANAGEMENT,
  ),

  authorizerEndpoint(
    'POST',
    '/wxaapi/newtmpl/deltemplate',
    ({ body }, app) => {
      const id = body.string('priTmplId', 200014);
      if (findPrivateTemplate(app, id) === null) throw new ApiError(200014);
      const messages = messagesOf(app);
      messages.templates = messages.templates.filter(({ priTmplId }) => priTmplId !== id);
      for (const key of Object.keys(messages.grants)) if (key.endsWith(` ${id}`)) delete messages.grants[key];
      return ok();
    },
    MANAGEMENT,
  ),
];

export function privateTemplateView(template: PrivateTemplate): object {
  const keywords = keywordsOf(template);
  const enums = keywords.filter(({ values }) => values !== undefined);
  return {
    priTmplId: template.priTmplId,
    title: publicTemplateOf(template).title,
    content: keywords.map((keyword) => `${keyword.name}:{{${fieldKey(keyword)}.DATA}}\n`).join(''),
    example: keywords.map(({ name, example }) => `${name}:${example}\n`).join(''),
    type: publicTemplateOf(template).type,
    ...(enums.length > 0 && {
      keywordEnumValueList: enums.map((keyword) => ({
        keywordCode: `${fieldKey(keyword)}.DATA`,
        enumValueList: keyword.values,
      })),
    }),
  };
}

function addTemplate({ world, body }: Call, app: App): object {
  if (app.afterRelease?.messages?.isBanned === true) throw new ApiError(200011);
  const tid = body.raw['tid'];
  const template = findPublicTemplate(typeof tid === 'number' ? String(tid) : body.string('tid', 200014));
  if (template === null || !approvedCategories(app).some(({ second }) => template.categories.includes(second)))
    throw new ApiError(200014);
  const kidList = body.list('kidList') ?? [];
  const kids = kidList.map((kid) => (typeof kid === 'string' && /^\d+$/.test(kid) ? Number(kid) : kid));
  const isKnown = (kid: unknown): kid is number => template.keywords.some((keyword) => keyword.kid === kid);
  if (kids.length < 2 || kids.length > 5 || new Set(kids).size !== kids.length || !kids.every(isKnown))
    throw new ApiError(200020);
  const sceneDesc = body.optionalString('sceneDesc') ?? '';
  if (characterCount(sceneDesc) > 15) throw new ApiError(200021);
  const messages = messagesOf(app);
  const twin = (other: PrivateTemplate) => other.tid === template.tid && other.kidList.join() === kids.join();
  if (messages.templates.some(twin)) throw new ApiError(200022);
  if (messages.templates.length >= world.knobs.privateTemplateLimit) throw new ApiError(200012);
  const priTmplId = randomBytes(32).toString('base64url').slice(0, 43);
  messages.templates.push({ priTmplId, tid: template.tid, kidList: kids, sceneDesc, createdAt: Date.now() });
  return ok({ priTmplId });
}

const approvedCategories = (app: App) => app.categories.filter(({ auditStatus }) => auditStatus === 3);

function numberIn(value: string | undefined, errcode: number): number {
  if (value === undefined || !/^\d{1,6}$/.test(value)) throw new ApiError(errcode);
  return Number(value);
}
