import Fastify from 'fastify';
import { Type } from 'typebox';
import { AppIdSchema, route, strict } from '#kernel/http/contract.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { CachedRoutes } from './cached-routes.js';
import { Generations } from './generations.js';

const getDish = route({
  id: 'dishes.get',
  method: 'GET',
  path: '/a/:appId/dishes/:dishId',
  summary: { zh: '菜品', en: 'A dish' },
  access: { kind: 'public', reason: 'a test' },
  params: strict({ appId: AppIdSchema, dishId: Type.String({ maxLength: 20 }) }),
  query: strict({ limit: Type.Integer({ default: 20 }), cursor: Type.Optional(Type.String()) }),
  response: { 200: Type.Object({}) },
});

const one = 'wx0000000000000001';
const two = 'wx0000000000000002';
const neighbour = 'wx0000000000000003';
const tenantOf: Record<string, string> = { [one]: 'tenant-a', [two]: 'tenant-a', [neighbour]: 'tenant-b' };

function serve({ perApplet = false, ttlMs = 60_000 } = {}) {
  const reads: string[] = [];
  const generations = new Generations();
  const cached = new CachedRoutes(generations);
  const fastify = Fastify();
  fastify.decorateRequest('shop', null);
  fastify.decorateRequest('isDraftPreview', false);
  fastify.addHook('preValidation', async (request) => {
    const appId = (request.params as { appId: AppId }).appId;
    request.shop = { tenantId: tenantOf[appId] as TenantId, appId, state: 'open' };
    request.isDraftPreview = request.headers['x-draft'] === '1';
  });
  cached.add(fastify, getDish, {
    ttlMs,
    perApplet,
    read: async ({ tenantId, appId }, { params, query }) => {
      reads.push(`${tenantId}/${perApplet ? appId : '*'}/${params.dishId}/${query.limit}/${query.cursor ?? '-'}`);
      if (params.dishId === 'none') throw new Problem('product.not_found');
      return { reads: reads.length };
    },
    readDraft: async (_shop, { params }) => ({ draft: params.dishId }),
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    fastify.inject({ method: 'GET', url: `/a/${path}`, headers });
  return { get, reads, generations, cached };
}

test('reads once for everybody who asks the same, in whatever order the parameters come', async () => {
  const { get, reads } = serve();
  const first = await get(`${one}/dishes/soup?limit=5&cursor=x`);
  const again = await get(`${two}/dishes/soup?cursor=x&limit=5`);

  expect(first.json()).toEqual({ reads: 1 });
  expect(again.body).toBe(first.body);
  expect(reads).toEqual(['tenant-a/*/soup/5/x']);
});

test('answers 304 to who has it already', async () => {
  const { get } = serve();
  const { etag } = (await get(`${one}/dishes/soup`)).headers;

  expect((await get(`${one}/dishes/soup`, { 'if-none-match': String(etag) })).statusCode).toBe(304);
});

test('every parameter, and the tenant, is an answer of its own', async () => {
  const { get, reads } = serve();
  const paths = [`${one}/dishes/a`, `${one}/dishes/b`, `${one}/dishes/a?limit=5`, `${one}/dishes/a?cursor=x`];
  for (const path of [...paths, `${neighbour}/dishes/a`, ...paths]) await get(path);

  expect(reads).toEqual([
    'tenant-a/*/a/20/-',
    'tenant-a/*/b/20/-',
    'tenant-a/*/a/5/-',
    'tenant-a/*/a/20/x',
    'tenant-b/*/a/20/-',
  ]);
});

test('values that look alike when they are strung together stay apart', async () => {
  const { get, reads } = serve();
  await get(`${one}/dishes/${encodeURIComponent('a",5')}`);
  await get(`${one}/dishes/a?limit=5`);

  expect(reads).toHaveLength(2);
});

test('a change of the tenant makes its answers stale, and nobody else’s', async () => {
  const { get, reads, generations } = serve();
  await get(`${one}/dishes/a`);
  await get(`${neighbour}/dishes/a`);
  generations.advance('tenant-a');
  await get(`${one}/dishes/a`);
  await get(`${neighbour}/dishes/a`);

  expect(reads).toEqual(['tenant-a/*/a/20/-', 'tenant-b/*/a/20/-', 'tenant-a/*/a/20/-']);
});

test('per applet: not shared between two of one tenant, and stale when its storefront changes', async () => {
  const { get, reads, generations } = serve({ perApplet: true });
  await get(`${one}/dishes/a`);
  await get(`${two}/dishes/a`);
  generations.advance(one);
  await get(`${one}/dishes/a`);
  await get(`${two}/dishes/a`);

  expect(reads).toEqual([`tenant-a/${one}/a/20/-`, `tenant-a/${two}/a/20/-`, `tenant-a/${one}/a/20/-`]);
});

test('a problem is answered and not kept; bad input reads nothing', async () => {
  const { get, reads } = serve();

  expect((await get(`${one}/dishes/none`)).json()).toMatchObject({ status: 404, code: 'product.not_found' });
  expect((await get(`${one}/dishes/none`)).headers['cache-control']).toBe('no-store');
  expect(reads).toHaveLength(2);
  expect((await get(`${one}/dishes/a?limit=many`)).statusCode).toBe(400);
  expect((await get(`${one}/dishes/${'a'.repeat(21)}`)).statusCode).toBe(400);
  expect(reads).toHaveLength(2);
});

test('what is forgotten is read again', async () => {
  const { get, reads, cached } = serve();
  await get(`${one}/dishes/a`);
  await get(`${one}/dishes/b`);
  cached.forget({ tenantId: 'tenant-a' as TenantId }, getDish, { dishId: 'a', limit: 20 });
  await get(`${one}/dishes/a`);
  await get(`${one}/dishes/b`);

  expect(reads).toHaveLength(3);
});

test('the holder of a preview’s key gets the draft, which nobody keeps', async () => {
  const { get, reads } = serve();
  await get(`${one}/dishes/a`);
  const draft = await get(`${one}/dishes/a`, { 'x-draft': '1' });

  expect(draft.json()).toEqual({ draft: 'a' });
  expect(draft.headers['cache-control']).toBe('private, no-store');
  expect((await get(`${one}/dishes/a`)).json()).toEqual({ reads: 1 });
  expect(reads).toHaveLength(1);
});
