import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepare } from '../embedded/build.mjs';

/** One PostgreSQL for the whole test run, unless TEST_POSTGRES_URL names one; each suite clones its own database in it. */
export default async function globalSetup() {
  if (process.env.TEST_POSTGRES_URL) return;
  prepare((line) => process.stdout.write(`${line}\n`));
  const { startPostgres } = await import('../../dist/infra/embedded/postgres.js');
  const dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-test-'));
  const server = await startPostgres({ dataDir, durable: false, settings: { max_connections: '300' } });
  process.env.TEST_POSTGRES_URL = server.url();
  globalThis.xiaopuTestServer = { server, dataDir };
}
