import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { accountFields } from '../console/app-schemas.js';
import { authorize } from '../platform/authorization.js';
import { allPermissionSets } from '../platform/permission-sets.js';
import { compileCheck } from '../protocol/check-input.js';
import { settingsChangeSchema } from '../state/sandbox-settings.js';
import type { World } from '../world.js';

const seedSchema = Type.Object(
  {
    apps: Type.Optional(
      Type.Array(
        Type.Object(
          {
            appid: Type.Optional(Type.String()),
            ...accountFields,
            authorized: Type.Optional(Type.Boolean({ description: 'the merchant has authorised the platform' })),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    merchants: Type.Optional(
      Type.Array(Type.Unsafe<object>({ type: 'object', description: 'as POST /sandbox/pay/merchants takes it' })),
    ),
    settings: Type.Optional(settingsChangeSchema as TSchema),
    push: Type.Optional(
      Type.Object(
        {
          authEventUrl: Type.Optional(Type.String({ pattern: '^https?://', description: 'an address' })),
          messageUrl: Type.Optional(
            Type.String({ pattern: '^https?://', description: 'an address; may hold $APPID$' }),
          ),
          launchDomain: Type.Optional(
            Type.String({ pattern: '^[A-Za-z0-9.-]+(:[0-9]{1,5})?$', description: 'a host' }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

interface Seed {
  apps?: (Record<string, unknown> & { authorized?: boolean })[];
  merchants?: Record<string, unknown>[];
  settings?: Record<string, unknown>;
  push?: { authEventUrl?: string; messageUrl?: string; launchDomain?: string };
}

const check = compileCheck(seedSchema);

/** Reads `SANDBOX_SEED_FILE`. Throws one sentence that names the place and the remedy. */
export function readSeedFile(file: string): Seed {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`SANDBOX_SEED_FILE ${file} cannot be read as JSON: ${(error as Error).message}.`, { cause: error });
  }
  try {
    check(value);
  } catch (error) {
    throw new Error(`SANDBOX_SEED_FILE ${file}: ${(error as Error).message}`, { cause: error });
  }
  return value as Seed;
}

/**
 * Fills a world that was never seeded, through the same knobs as everybody. Keys of merchants, which WeChat Pay shows only once,
 * go to `merchants/<mchid>.json` of the data folder. Throws one sentence.
 */
export async function applySeed(app: FastifyInstance, world: World, file: string): Promise<void> {
  const seed = readSeedFile(file);
  if (world.state.counters.seeds > 0) return;
  const turn = async (place: string, method: 'POST' | 'PUT', url: string, payload: object) => {
    const answer = await app.inject({ method, url, payload: JSON.stringify(payload) });
    const body = answer.json<Record<string, unknown> & { error?: string }>();
    if (answer.statusCode < 300) return body;
    throw new Error(`SANDBOX_SEED_FILE ${file}: ${place}: ${body.error ?? answer.body}`);
  };
  if (seed.settings) await turn('settings', 'PUT', '/sandbox/settings', seed.settings);
  for (const [index, { authorized = false, ...account }] of (seed.apps ?? []).entries()) {
    const { appid } = await turn(`apps/${index}`, 'POST', '/sandbox/apps', account);
    const registered = world.findApp(String(appid));
    if (authorized && registered && !registered.authorization.isActive)
      authorize(world, registered, [...allPermissionSets], '');
  }
  for (const [index, merchant] of (seed.merchants ?? []).entries()) {
    keepMerchant(world, await turn(`merchants/${index}`, 'POST', '/sandbox/pay/merchants', merchant));
  }
  world.state.counters.seeds += 1;
  world.store.touch();
}

function keepMerchant(world: World, merchant: Record<string, unknown>): void {
  if (world.env.dataDir === null) return;
  const folder = path.join(world.env.dataDir, 'merchants');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${String(merchant['mchid'])}.json`);
  writeFileSync(file, `${JSON.stringify(merchant, null, 2)}\n`, { mode: 0o600 });
}
