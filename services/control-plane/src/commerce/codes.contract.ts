import { Type } from 'typebox';
import { codeKinds } from '#commerce/codes/short-code.js';
import { AppIdSchema, Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'catalogue:write' } as const;
const appletParams = strict({ merchantId: Id, appId: AppIdSchema });
const codeParams = strict({ merchantId: Id, codeId: Id });
const Binary = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });
const Kind = Type.Enum([...codeKinds]);
const Params = Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,30}$' }), Type.String({ maxLength: 100 }), {
  maxProperties: 10,
});

export const ShortCode = Type.Object({
  id: Id,
  appId: AppIdSchema,
  code: Type.String({ description: 'Stands in the scene of the mini-program code as s={code}' }),
  kind: Kind,
  target: Type.String(),
  params: Type.Record(Type.String(), Type.String()),
  label: Type.String(),
  state: Type.Enum(['active', 'disabled']),
  picture: Type.Enum(['due', 'made', 'refused']),
  pictureProblem: nullable(Type.Record(Type.String(), Type.Unknown())),
  createdAt: Timestamp,
});

export const createCodes = route({
  id: 'codes.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/applets/:appId/codes',
  summary: {
    zh: '生成小程序码（可批量，如桌号1–40）；重复提交返回已有的码',
    en: 'Codes to print, one or many at once; the same again answers the codes that are there',
  },
  access: write,
  params: appletParams,
  body: strict({
    codes: Type.Array(
      strict({
        kind: Kind,
        target: Type.String({
          minLength: 1,
          maxLength: 100,
          pattern: '\\S',
          description: "a product's id, a table's number, a store's name or a coupon's id",
        }),
        label: Type.Optional(lineOfText(60)),
        params: Type.Optional(Params),
      }),
      { minItems: 1, maxItems: 500 },
    ),
  }),
  response: { 200: Type.Object({ items: Type.Array(ShortCode) }) },
});

export const listCodes = route({
  id: 'codes.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/applets/:appId/codes',
  summary: { zh: '小程序码列表', en: 'Codes, newest first' },
  access: read,
  params: appletParams,
  query: strict({ ...pageQuery, kind: Type.Optional(Kind) }),
  response: { 200: pageOf(ShortCode) },
});

export const disableCode = route({
  id: 'codes.disable',
  method: 'POST',
  path: '/api/merchants/:merchantId/codes/:codeId/disable',
  summary: { zh: '停用小程序码', en: 'Switch a code off' },
  access: write,
  params: codeParams,
  response: { 200: ShortCode },
});

export const getCodePicture = route({
  id: 'codes.picture',
  method: 'GET',
  path: '/api/merchants/:merchantId/codes/:codeId/picture',
  summary: { zh: '下载小程序码图片', en: 'The picture of a code' },
  access: read,
  params: codeParams,
  response: { 200: Binary },
});

export const getCodePictures = route({
  id: 'codes.pictures',
  method: 'GET',
  path: '/api/merchants/:merchantId/applets/:appId/codes/pictures.zip',
  summary: {
    zh: '打包下载小程序码图片（最新500个）',
    en: 'The pictures of all active codes, the newest 500, as a zip',
  },
  access: read,
  params: appletParams,
  query: strict({ kind: Type.Optional(Kind) }),
  response: { 200: Binary },
});
