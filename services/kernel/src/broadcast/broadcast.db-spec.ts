import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { createTestDatabase } from '#testing/database.js';
import { claimRedis } from '../queue/testing/claimed-redis.js';
import { broadcastContract } from './broadcast.contract-suite.js';
import { PostgresBroadcast } from './postgres-broadcast.js';
import { RedisBroadcast } from './redis-broadcast.js';
import { requireRedis } from './require-redis.js';

// Connections are cut and handlers throw on purpose here; what is reported of it is of no interest.
const ignore = (): void => {};

broadcastContract('PostgreSQL', async () => {
  const database = await createTestDatabase();
  return {
    name: 'PostgreSQL',
    open: async () => new PostgresBroadcast(database.appUrl, ignore),
    async cutConnections() {
      const owner = new Client({ connectionString: database.ownerUrl });
      await owner.connect();
      await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'xiaopu listener'`,
      );
      await owner.end();
    },
    end: () => database.drop(),
  };
});

const redisUrl = process.env['REDIS_URL'];
if (redisUrl) {
  broadcastContract('Redis', async () => {
    const redis = await claimRedis(redisUrl);
    const admin = new Redis(redisUrl);
    return {
      name: 'Redis',
      open: async () => new RedisBroadcast(redis.url, ignore),
      async cutConnections() {
        const clients = String(await admin.client('LIST')).split('\n');
        // The claimed number tells this suite's connections from those of others on the same server.
        for (const client of clients.filter((line) => line.includes(` db=${redis.number} `))) {
          const id = /\bid=(\d+)/.exec(client)?.[1];
          if (id) await admin.call('CLIENT', 'KILL', 'ID', id);
        }
      },
      async end() {
        admin.disconnect();
        await redis.release();
      },
    };
  });
}

describe('the check of REDIS_URL before a program starts', () => {
  it('names the setting and the address, without its password, when nobody answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');

    const refusal = await requireRedis(`redis://:secret@127.0.0.1:${port}`).catch((error: Error) => error.message);

    expect(refusal).toContain(`The Redis at REDIS_URL (127.0.0.1:${port}) could not be used: connect ECONNREFUSED`);
    expect(refusal).not.toContain('secret');
  });

  if (redisUrl) {
    it('lets a Redis pass that answers', async () => {
      await expect(requireRedis(redisUrl)).resolves.toBeUndefined();
    });
  }
});
