import { Type } from 'typebox';
import { currentRefreshToken } from '../platform/authorizer-tokens.js';
import { seedFleet } from '../platform/fleet.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { type Knob, pageQuery, takePage } from './knob.js';

const PREFIX = '^[0-9a-f]{0,10}$';
const SHOWN_AT_ONCE = 100;

const tokensSchema = Type.Object({
  appid: Type.String(),
  accessToken: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'the newest, living or not' }),
  refreshToken: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
});
const page = { items: Type.Array(tokensSchema), nextCursor: Type.Unsafe<string | null>({ type: ['string', 'null'] }) };

/** Many accounts at once. */
export const fleetKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/seed',
    summary: 'Registers many accounts at once; those that are there already are left as they are',
    body: Type.Object(
      {
        apps: Type.Integer({ minimum: 1, maximum: 200_000, description: 'how many' }),
        authorized: Type.Optional(
          Type.Boolean({ default: true, description: 'they authorise the platform with every permission set' }),
        ),
        prefix: Type.Optional(
          Type.String({ pattern: PREFIX, description: 'up to 10 digits or letters a to f, after "wx" in each AppID' }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: {
      201: Type.Object({
        created: Type.Integer(),
        existing: Type.Integer(),
        total: Type.Integer({ description: 'accounts there are now' }),
        ...page,
      }),
    },
    handle: async ({ world, body, reply }) => {
      const {
        apps,
        authorized = true,
        prefix = 'f1ee7',
      } = body as { apps: number; authorized?: boolean; prefix?: string };
      const seeded = await seedFleet(world, apps, prefix, authorized);
      reply.code(201);
      return {
        ...seeded,
        total: world.state.apps.size,
        ...listTokens(world, prefix, { limit: String(SHOWN_AT_ONCE) }),
      };
    },
  },
  {
    method: 'GET',
    path: '/sandbox/tokens',
    summary: 'Lists the tokens of authorised accounts, for clients of a fleet',
    query: Type.Object({
      ...pageQuery(10_000),
      prefix: Type.Optional(Type.String({ pattern: PREFIX, description: 'what stands after "wx" in the AppID' })),
    }),
    answers: Type.Object(page),
    handle: ({ world, query }) => listTokens(world, query['prefix'] ?? '', query),
  },
];

function listTokens(world: World, prefix: string, query: Record<string, string>) {
  const fits = (app: App): boolean => app.authorization.isActive && app.appid.startsWith(`wx${prefix}`);
  const { items, nextCursor } = takePage(world.state.apps.values(), fits, query, 1000);
  return { items: items.map(tokensView), nextCursor };
}

const tokensView = (app: App) => ({
  appid: app.appid,
  accessToken: app.authorization.tokens[0]?.value ?? null,
  refreshToken: currentRefreshToken(app) || null,
});
