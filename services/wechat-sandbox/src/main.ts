import { createSandbox } from './server.js';
import { readSettings, SettingsError } from './settings.js';

async function main(): Promise<void> {
  const sandbox = createSandbox(readSettings(process.env));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      sandbox.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(`could not stop cleanly: ${String(error)}`),
      );
    });
  }
  process.stdout.write(`wechat-sandbox listening on ${await sandbox.start()}\n`);
}

function fail(sentence: string): never {
  process.stderr.write(`wechat-sandbox: ${sentence}\n`);
  process.exit(1);
}

/** The sentence for a start that failed. */
function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const { SANDBOX_PORT: port = '4200', SANDBOX_HOST: host = '127.0.0.1', SANDBOX_DATA_DIR: dataDir = '' } = process.env;
  if (error instanceof SettingsError) return message;
  if (code === 'EADDRINUSE')
    return `port ${port} is in use: stop the program that uses it or set SANDBOX_PORT to a free port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is not an address of this machine: set SANDBOX_HOST to one that is.`;
  if (code === 'EACCES' && error instanceof Error && 'port' in error) {
    return `port ${port} needs more rights: set SANDBOX_PORT to a port above 1023.`;
  }
  if (dataDir && code !== undefined && 'path' in (error as object)) {
    return `${dataDir} cannot be written (${code}): set SANDBOX_DATA_DIR to a folder that can.`;
  }
  return message;
}

main().catch((error: unknown) => fail(explain(error)));
