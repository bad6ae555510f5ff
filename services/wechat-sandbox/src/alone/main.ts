import path from 'node:path';
import { fail, run } from '../program.js';
import { rememberCredentials } from './credentials.js';
import { summary } from './summary.js';

const DEFAULT_PROXY_PORT = '4201';

/** `npm run sandbox`: the sandbox without the rest of the product, with credentials of its own that are made once and kept. */
const dataDir = process.env['SANDBOX_DATA_DIR'] || path.resolve('.data', 'sandbox-alone');
const credentials = (() => {
  try {
    return rememberCredentials(dataDir);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
})();
const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));

await run(
  { SANDBOX_PROXY_PORT: DEFAULT_PROXY_PORT, ...credentials, ...given, SANDBOX_DATA_DIR: dataDir },
  (sandbox) => `${summary(sandbox.world)}\n`,
);
