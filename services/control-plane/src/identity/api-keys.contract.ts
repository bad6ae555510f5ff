import { Type } from 'typebox';
import { Id, Nothing, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { keyScopes } from '../access/roles.js';
import { lineOfText } from '../data/text-schema.js';

const Scopes = Type.Array(Type.Enum([...keyScopes]), { minItems: 1, uniqueItems: true });

export const ApiKey = Type.Object({
  id: Id,
  name: Type.String(),
  prefix: Type.String({ description: 'The beginning of the key, to recognise it by' }),
  scopes: Type.Array(Type.String()),
  createdAt: Timestamp,
  lastUsedAt: nullable(Timestamp),
  revokedAt: nullable(Timestamp),
});

const manage = { kind: 'member', permission: 'agency:manage' } as const;

export const createApiKey = route({
  id: 'apiKeys.create',
  method: 'POST',
  path: '/api/api-keys',
  summary: { zh: '创建 API 密钥；密钥仅显示这一次', en: 'Make an API key; its secret is shown this once' },
  access: manage,
  body: strict({ name: lineOfText(50), scopes: Scopes }),
  response: { 201: Type.Object({ ...ApiKey.properties, secret: Type.String() }) },
});

export const listApiKeys = route({
  id: 'apiKeys.list',
  method: 'GET',
  path: '/api/api-keys',
  summary: { zh: '本服务商的 API 密钥', en: "The agency's API keys" },
  access: manage,
  query: strict(pageQuery),
  response: { 200: pageOf(ApiKey) },
});

export const revokeApiKey = route({
  id: 'apiKeys.revoke',
  method: 'DELETE',
  path: '/api/api-keys/:keyId',
  summary: { zh: '吊销 API 密钥，立即生效', en: 'Revoke an API key, at once' },
  access: manage,
  params: strict({ keyId: Id }),
  response: { 204: Nothing },
});
