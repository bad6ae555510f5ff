import { rmSync } from 'node:fs';

export default async function globalTeardown() {
  const started = globalThis.xiaopuTestServer;
  if (!started) return;
  await started.server.stop();
  rmSync(started.dataDir, { recursive: true, force: true });
}
