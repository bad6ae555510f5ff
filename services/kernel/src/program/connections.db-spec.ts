import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { loadSettings, SettingsError } from '../config/settings.js';
import type { FleetDatabase } from '../data/fleet-database.js';
import { createLogger } from '../observability/logger.js';
import { type Connections, withConnections } from './connections.js';
import { type ProgramSettings, programSettingsSchema, storageSettingsOf } from './program-settings.js';

const logger = createLogger('test', 'silent');
let database: TestDatabase;
let settings: ProgramSettings;

beforeAll(async () => {
  database = await createTestDatabase();
  settings = loadSettings(programSettingsSchema, {
    ...database.env,
    WECHAT_COMPONENT_APPID: 'wx0000000000000000',
    WECHAT_COMPONENT_SECRET: '0'.repeat(32),
    WECHAT_PUSH_TOKEN: 'unused',
    WECHAT_PUSH_AES_KEY: 'A'.repeat(43),
  });
});
afterAll(() => database.drop());

/** An address of this machine at which nobody listens. */
async function deserted(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

describe('the connections of a program', () => {
  it('are those it asked for, and serve it until it closes them', async () => {
    const { connections, fleet } = await withConnections(settings, logger, async (connections) => ({
      connections,
      fleet: await connections.fleet(1),
    }));

    expect(connections.providers).toHaveLength(1);
    expect(await fleet.query('select 1 as one')).toEqual([{ one: 1 }]);
    await connections.close();
    await expect(fleet.query('select 1')).rejects.toThrow();
  });

  it('are closed when the program cannot be built on them', async () => {
    let fleet: FleetDatabase | undefined;
    const build = async (connections: Connections) => {
      fleet = await connections.fleet(1);
      throw new Error('a job has no handler');
    };

    await expect(withConnections(settings, logger, build)).rejects.toThrow('a job has no handler');
    await expect(fleet?.query('select 1')).rejects.toThrow();
  });

  it('are not opened at all when REDIS_URL names a Redis that cannot be reached', async () => {
    const address = await deserted();
    const built: unknown[] = [];
    const start = withConnections({ ...settings, REDIS_URL: `redis://:secret@${address}` }, logger, async () =>
      built.push('anything'),
    );

    const error = await start.catch((error: unknown) => error);

    expect(error).toBeInstanceOf(SettingsError);
    expect(String(error)).toContain(`REDIS_URL (${address})`);
    expect(String(error)).not.toContain('secret');
    expect(built).toEqual([]);
  });

  it('are stand-ins without a server when only a document is wanted', async () => {
    const nowhere = { ...settings, DATABASE_URL: `postgres://nobody@${await deserted()}/nothing` };
    const asks = async (connections: Connections) => {
      await connections.tenants();
      await connections.queue();
      await connections.close();
      return connections.providers.length;
    };

    expect(await withConnections(nowhere, logger, asks, { documentOnly: true })).toBe(2);
  });
});

test('an S3 address without its keys is refused with their names', () => {
  expect(() => storageSettingsOf({ ...settings, S3_ENDPOINT: 'http://127.0.0.1:9000' })).toThrow(
    /S3_ACCESS_KEY and S3_SECRET_KEY are missing/,
  );
});
