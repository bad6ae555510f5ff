import { setFlagsFromString } from 'node:v8';
import { createSandbox, type Sandbox } from './server.js';
import { readSettings, type Settings, SettingsError } from './settings.js';

// Most of the heap is accounts that stay; V8 would let garbage grow to several times that before it looks. With 100,000 accounts this
// keeps the process below 600 MB, and costs a little speed.
setFlagsFromString('--heap-growing-percent=60');

/** Runs the sandbox until a signal ends it. What goes wrong is one sentence on stderr and exit code 1. */
export async function run(
  env: Readonly<Record<string, string | undefined>>,
  announce: (sandbox: Sandbox, address: string) => string,
): Promise<void> {
  let settings: Settings | null = null;
  try {
    settings = readSettings(env);
    const sandbox = createSandbox(settings);
    stopOnSignal(sandbox);
    const address = await sandbox.start();
    process.stdout.write(announce(sandbox, address));
  } catch (error) {
    fail(explain(error, settings));
  }
}

function stopOnSignal(sandbox: Sandbox): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      sandbox.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(`could not stop cleanly: ${String(error)}`),
      );
    });
  }
}

export function fail(sentence: string): never {
  process.stderr.write(`wechat-sandbox: ${sentence}\n`);
  process.exit(1);
}

/** The sentence for a start that failed. */
function explain(error: unknown, settings: Settings | null): string {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  if (error instanceof SettingsError || settings === null) return message;
  const variable = port !== undefined && port === settings.proxyPort ? 'SANDBOX_PROXY_PORT' : 'SANDBOX_PORT';
  if (code === 'EADDRINUSE')
    return `port ${port ?? settings.port} is in use: stop the program that uses it or set ${variable} to a free port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${settings.host} is not an address of this machine: set SANDBOX_HOST to one that is.`;
  if (code === 'EACCES' && port !== undefined)
    return `port ${port} needs more rights: set ${variable} to a port above 1023.`;
  if (settings.dataDir !== null && code !== undefined && 'path' in (error as object))
    return `${settings.dataDir} cannot be written (${code}): set SANDBOX_DATA_DIR to a folder that can.`;
  return message;
}
