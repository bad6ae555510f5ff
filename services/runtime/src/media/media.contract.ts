import { Type } from 'typebox';
import { AppIdSchema, Nothing, route, strict } from '#kernel/http/contract.js';

const access = { kind: 'public', reason: 'pictures of a shop window' } as const;

export const getMedium = route({
  id: 'media.get',
  method: 'GET',
  path: '/a/:appId/media/:file',
  summary: { zh: '图片', en: 'An image, named by its digest' },
  access,
  params: strict({ appId: AppIdSchema, file: Type.String({ maxLength: 80 }) }),
  response: { 200: Nothing },
});

export const getTemplateMedium = route({
  id: 'media.getTemplate',
  method: 'GET',
  path: '/a/:appId/media/template/*',
  summary: { zh: '模板自带的图片', en: 'An image that came with a template' },
  access,
  params: strict({ appId: AppIdSchema, '*': Type.String({ maxLength: 300 }) }),
  response: { 200: Nothing },
});
