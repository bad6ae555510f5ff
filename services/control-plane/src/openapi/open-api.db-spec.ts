import { World } from '#testing/world.js';
import { contractsOf } from '../access/route-guard.js';
import type { OpenApiDocument } from './open-api.js';

let world: World;
let document: OpenApiDocument;

beforeAll(async () => {
  world = await World.start();
  document = (await (await fetch(`${world.baseUrl}/api/openapi.json`)).json()) as OpenApiDocument;
});
afterAll(() => world.stop());

describe('the OpenAPI document', () => {
  it('describes every contract, and nothing else', () => {
    const documented = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );

    expect(document.openapi).toBe('3.1.0');
    expect(documented.sort()).toEqual(
      contractsOf(world.app)
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('gives every operation an id of its own', () => {
    const ids = contractsOf(world.app).map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says that every operation may answer a problem, and how to log in', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path)) as unknown as {
      responses: Record<string, { content?: Record<string, unknown> }>;
    }[];

    for (const { responses } of operations) {
      expect(Object.keys(responses['default']?.content ?? {})).toEqual(['application/problem+json']);
    }
    expect(document).toMatchObject({ components: { securitySchemes: { session: { name: 'xp_session' } } } });
    expect(document.paths['/api/session']?.['post']).toMatchObject({ security: [] });
  });

  it('has a page for people that names every path', async () => {
    const page = await (await fetch(`${world.baseUrl}/api/docs`)).text();

    for (const path of Object.keys(document.paths)) expect(page).toContain(path);
  });
});
