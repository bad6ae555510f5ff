import { Redis } from 'ioredis';

export interface ClaimedRedis {
  /** A database of the suite's own, empty; number 0 is left to programs under test. */
  readonly url: string;
  readonly number: number;
  release(): Promise<void>;
}

/** Suites run side by side on one server: each takes a database number that no other holds. A claim left by a crash ends by itself. */
export async function claimRedis(redisUrl: string): Promise<ClaimedRedis> {
  const claims = new Redis(redisUrl);
  for (let number = 1; number < 16; number++) {
    const key = `xiaopu:test:claim:${number}`;
    if ((await claims.set(key, process.pid, 'EX', 600, 'NX')) !== 'OK') continue;
    const url = new URL(redisUrl);
    url.pathname = `/${number}`;
    await claims.select(number);
    await claims.flushdb();
    await claims.select(0);
    return {
      url: url.toString(),
      number,
      async release() {
        await claims.del(key);
        claims.disconnect();
      },
    };
  }
  claims.disconnect();
  throw new Error('All databases of the Redis at REDIS_URL are in use by other suites.');
}
