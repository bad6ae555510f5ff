import { connect } from 'node:net';
import { Client } from 'pg';
import { LaunchFailure } from './failure.js';
import type { LaunchSettings } from './settings.js';

const patienceMs = 5_000;

/**
 * Checks that the services the user named are there, before anything of ours is started.
 * @throws {LaunchFailure} naming the setting of the first that is not.
 */
export async function requireOutsideServices(settings: LaunchSettings): Promise<void> {
  if (settings.databaseUrl) await requireDatabase(settings.databaseUrl);
  if (settings.redisUrl) await requireListener('REDIS_URL', 'Redis', settings.redisUrl, 6379);
  if (settings.s3Endpoint) await requireListener('S3_ENDPOINT', 'The object store', settings.s3Endpoint, 9000);
}

async function requireDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: patienceMs });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    );
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000);
    if (version < 16) {
      throw new LaunchFailure(
        `DATABASE_URL leads to PostgreSQL ${version}; at least 16 is needed, 18 is what we test.`,
      );
    }
  } catch (error) {
    if (error instanceof LaunchFailure) throw error;
    throw unreachable('DATABASE_URL', 'PostgreSQL', url, error, 5432);
  } finally {
    await client.end().catch(() => {});
  }
}

async function requireListener(variable: string, what: string, url: string, standardPort: number): Promise<void> {
  const { hostname, port, protocol } = new URL(url);
  const webPort = protocol === 'https:' ? 443 : protocol === 'http:' ? 80 : standardPort;
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || webPort });
    socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer in 5 s')));
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', (error) => reject(unreachable(variable, what, url, error, standardPort)));
  });
}

function unreachable(variable: string, what: string, url: string, error: unknown, standardPort: number): LaunchFailure {
  const { hostname, port } = new URL(url);
  return new LaunchFailure(
    `${what} at ${hostname}:${port || standardPort} cannot be used (${causeOf(error)}): ` +
      `start it, correct ${variable}, or remove ${variable} to use the built-in one.`,
  );
}

/** A name that resolves to several addresses fails with one error per address and an empty message. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
