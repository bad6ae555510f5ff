import { Redis } from 'ioredis';
import { SettingsError } from '../config/settings.js';

/**
 * Asked once before a program starts: later on, clients wait for a Redis that is away, and a program that starts with a wrong address would
 * wait for ever.
 * @throws SettingsError with one sentence that names REDIS_URL
 */
export async function requireRedis(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let cause: Error | undefined;
  redis.on('error', (error) => (cause = error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const reason = cause?.message ?? (error instanceof Error ? error.message : String(error));
    // The address without its password.
    const { host } = new URL(redisUrl);
    throw new SettingsError(
      `The Redis at REDIS_URL (${host}) could not be used: ${reason}. Start it, correct REDIS_URL, or leave it out to use PostgreSQL.`,
      { cause: error },
    );
  } finally {
    // Disconnecting what has ended already would only leave a timer behind.
    if (redis.status !== 'end') redis.disconnect();
  }
}
