import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The platform account the sandbox plays WeChat for, as the variables that set it. */
export type Credentials = Record<(typeof names)[number], string>;

const names = [
  'SANDBOX_COMPONENT_APPID',
  'SANDBOX_COMPONENT_SECRET',
  'SANDBOX_PUSH_TOKEN',
  'SANDBOX_PUSH_AES_KEY',
] as const;

/** Reads them from `credentials.json` of the data folder; makes them the first time. Throws one sentence. */
export function rememberCredentials(dataDir: string): Credentials {
  const file = path.join(dataDir, 'credentials.json');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const known = read(file);
    if (known !== null) return known;
    const made = makeCredentials();
    writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return made;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(`${file} cannot be used (${message}): set SANDBOX_DATA_DIR to a folder that can be written.`, {
      cause: error,
    });
  }
}

function read(file: string): Credentials | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const known = parse(text);
  if (known === null || names.some((name) => typeof known[name] !== 'string')) {
    throw new Error(`${file} does not hold ${names.join(', ')} as JSON: mend it, or delete it to get new credentials.`);
  }
  return Object.fromEntries(names.map((name) => [name, known[name]])) as Credentials;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

const makeCredentials = (): Credentials => ({
  SANDBOX_COMPONENT_APPID: `wx${randomBytes(8).toString('hex')}`,
  SANDBOX_COMPONENT_SECRET: randomBytes(16).toString('hex'),
  SANDBOX_PUSH_TOKEN: randomBytes(12).toString('hex'),
  SANDBOX_PUSH_AES_KEY: makeAesKey(),
});

/** 43 letters and digits that are base64 of 32 bytes once `=` is appended (third-party-platform.md §4.1). */
function makeAesKey(): string {
  for (;;) {
    const key = randomBytes(32).toString('base64').slice(0, 43);
    if (/^[A-Za-z0-9]{43}$/.test(key)) return key;
  }
}
