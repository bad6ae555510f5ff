import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { Id, nullable, route, strict } from '#kernel/http/contract.js';

const RowIssue = Type.Object({
  row: Type.Integer({ description: 'As a spreadsheet counts: the header is row 1' }),
  column: nullable(Type.String()),
  value: nullable(Type.String()),
  reason: Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() }),
});

const count = Type.Integer({ minimum: 0 });

export const importMerchants = route({
  id: 'merchants.import',
  method: 'POST',
  path: '/api/merchants/import',
  summary: {
    zh: '导入客户清单（CSV，UTF-8 或 GBK，最多 10,000 行、10 MB）；可重复导入，dryRun=true 时只检查不写入',
    en: 'Import a client list (CSV in UTF-8 or GBK, at most 10,000 rows and 10 MB); importing it again changes nothing, dryRun=true only checks',
  },
  access: { kind: 'member', permission: 'merchants:write' },
  query: strict({ dryRun: Type.Boolean({ default: false }), agencyId: Type.Optional(Id) }),
  consumes: 'text/csv',
  body: Type.Unsafe<Readable | Uint8Array<ArrayBuffer> | string>({ type: 'string' }),
  response: {
    200: Type.Object({
      dryRun: Type.Boolean(),
      rows: count,
      created: count,
      updated: count,
      unchanged: count,
      rejected: count,
      issues: Type.Array(RowIssue, { description: 'The first 1,000' }),
      issuesTotal: count,
    }),
  },
});

export const importTemplate = route({
  id: 'merchants.importTemplate',
  method: 'GET',
  path: '/api/merchants/import/template.csv',
  summary: { zh: '客户清单模板，可用 Excel 打开', en: 'A template of the client list, for Excel and others' },
  access: { kind: 'member', permission: 'merchants:read' },
  response: { 200: Type.String() },
});
