import Fastify from 'fastify';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { newId } from '#kernel/identity/ids.js';
import { World, type WorldAgency } from '#testing/world.js';
import { createMerchant, listMerchants } from '../merchants/merchants.contract.js';
import { contractsOf, openAddresses, RouteGuard } from './route-guard.js';

let world: World;
let agency: WorldAgency;
let neighbour: WorldAgency;
let merchantId: string;

beforeAll(async () => {
  world = await World.start();
  agency = await world.agency();
  neighbour = await world.agency();
  merchantId = (await world.merchant(agency)).id;
});
afterAll(() => world.stop());

function memberRoutes(): RouteDefinition[] {
  return contractsOf(world.app).filter(({ access }) => access.kind === 'member');
}

/** Some value for every parameter of a path. */
function paramsOf(route: RouteDefinition, known: Record<string, string> = {}): Record<string, string> {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  return Object.fromEntries(names.map((name) => [name, known[name] ?? newId()]));
}

async function answerTo(
  client: World['stranger'],
  route: RouteDefinition,
  params: Record<string, string>,
): Promise<{ route: string; status: number; code: string | undefined }> {
  const response = await client.send(route, { params });
  const { code } = (await response.json()) as { code?: string };
  return { route: route.id, status: response.status, code };
}

describe('every endpoint', () => {
  it('that is not in the table of open addresses has a contract that says who may call it', () => {
    // The program did start, and it does not with an undecided route; what is open is written down with its reason.
    expect(contractsOf(world.app).length).toBeGreaterThan(20);
    for (const { access } of contractsOf(world.app)) {
      if (access.kind === 'public') expect(access.reason).not.toBe('');
    }
    expect(Object.keys(openAddresses)).toHaveLength(6);
  });

  it('answers 401 without a log-in, before it looks at what was sent', async () => {
    for (const route of memberRoutes()) {
      expect(await answerTo(world.stranger, route, paramsOf(route))).toEqual({
        route: route.id,
        status: 401,
        code: 'auth.required',
      });
    }
  });

  it('answers 404 for a merchant of another agency, as if there were none', async () => {
    const routes = memberRoutes().filter(({ path }) => path.includes(':merchantId'));
    expect(routes.length).toBeGreaterThan(5);
    for (const route of routes) {
      expect(await answerTo(neighbour.api, route, paramsOf(route, { merchantId }))).toEqual({
        route: route.id,
        status: 404,
        code: 'merchant.not_found',
      });
    }
  });

  it('answers 404 for a merchant that does not exist and for an id that is none', async () => {
    for (const route of memberRoutes().filter(({ path }) => path.includes(':merchantId'))) {
      expect(await answerTo(agency.api, route, paramsOf(route))).toMatchObject({
        status: 404,
        code: 'merchant.not_found',
      });
      const broken = paramsOf(route, { merchantId: "x' or 1=1" });
      expect(await answerTo(agency.api, route, broken)).toMatchObject({ status: 404, code: 'merchant.not_found' });
    }
  });
});

describe('the door', () => {
  it.each([
    ['a file where JSON is expected', 'text/csv', 'name\nx', 415],
    ['a form', 'multipart/form-data; boundary=x', '--x--', 415],
    ['half a document', 'application/json', '{"name":', 400],
    ['characters that cannot be stored', 'application/json', '{"name":"a\\u0000b","clientRef":"\\ud800"}', 400],
    ['more than a megabyte', 'application/json', JSON.stringify({ name: 'x'.repeat(1024 * 1024) }), 413],
  ])('answers a problem to %s', async (_what, contentType, body, status) => {
    const api = agency.api.with({ 'content-type': contentType });

    const response = await api.send({ ...createMerchant, consumes: contentType }, { body: body as never });

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answers 400 to a search for what cannot be stored', async () => {
    const response = await agency.api.send(listMerchants, { query: { q: 'a\u0000' } });

    expect(response.status).toBe(400);
  });

  it('answers 404 for an address that does not exist', async () => {
    const response = await fetch(`${world.baseUrl}/api/nothing`);

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'request.not_found' });
  });

  it('answers 401 to HEAD where GET is guarded', async () => {
    const response = await fetch(`${world.baseUrl}/api/merchants`, { method: 'HEAD' });

    expect(response.status).toBe(401);
  });

  it.each(Object.keys(openAddresses))('answers %s to anybody', async (address) => {
    const response = await fetch(world.baseUrl + address.split(' ')[1]);

    expect(response.status).toBe(200);
    expect(await response.text()).not.toBe('');
  });

  it('keeps the program from starting with a route that nobody decided about', () => {
    const guard = new RouteGuard();
    const fastify = Fastify();
    guard.watch(fastify);
    fastify.get('/forgotten', () => 'open to all');

    expect(() => guard.complete([])).toThrow('GET /forgotten');
  });
});
