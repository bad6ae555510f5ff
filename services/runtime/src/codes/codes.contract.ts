import { Type } from 'typebox';
import { codeKinds } from '#commerce/codes/short-code.js';
import { AppIdSchema, route, strict } from '#kernel/http/contract.js';

export const resolveCode = route({
  id: 'codes.resolve',
  method: 'GET',
  path: '/a/:appId/codes/:code',
  summary: { zh: '扫码进入的页面', en: 'The page a scanned code leads to' },
  access: { kind: 'public', reason: 'whoever scans a code has not logged in yet, and what it leads to is public' },
  params: strict({ appId: AppIdSchema, code: Type.String({ pattern: '^[0-9A-Za-z]{4,10}$' }) }),
  response: {
    200: Type.Object({
      kind: Type.Enum([...codeKinds]),
      page: Type.String({ description: "the page's name: product or home" }),
      query: Type.Record(Type.String(), Type.String()),
    }),
  },
});
