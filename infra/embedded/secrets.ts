import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { LaunchFailure, messageOf } from './failure.js';

/** Made once per data folder; losing `masterKey` means losing every encrypted value in the database. */
export interface Secrets {
  /** 32 bytes, base64. */
  readonly masterKey: string;
  readonly componentAppId: string;
  readonly componentSecret: string;
  readonly pushToken: string;
  /** 43 characters that decode to 32 bytes once `=` is appended: `wechat/third-party-platform.md`, message encryption. */
  readonly pushAesKey: string;
  readonly operatorPassword: string;
  readonly agencyPassword: string;
}

/**
 * Reads the secrets, making those that are not there yet.
 * @throws {LaunchFailure} when the file is unreadable, or gone although `databaseExists`.
 */
export function rememberSecrets(file: string, databaseExists: boolean): Secrets {
  if (databaseExists && !existsSync(file)) {
    throw new LaunchFailure(
      `${file} is missing although the database beside it exists, and what it encrypted cannot be read without it: ` +
        'put the file back, or remove the whole data folder to begin anew.',
    );
  }
  const known = existsSync(file) ? read(file) : {};
  const secrets = { ...makeSecrets(), ...known };
  if (Object.keys(known).length < Object.keys(secrets).length) write(file, secrets);
  return secrets;
}

/** Fresh random secrets. */
export function makeSecrets(): Secrets {
  return {
    masterKey: randomBytes(32).toString('base64'),
    componentAppId: `wx${randomBytes(8).toString('hex')}`,
    componentSecret: randomBytes(16).toString('hex'),
    pushToken: randomBytes(16).toString('hex'),
    pushAesKey: makeAesKey(),
    operatorPassword: makePassword(),
    agencyPassword: makePassword(),
  };
}

/** Letters and digits only, as WeChat's console demands; the last one carries four bits, so it must be one of sixteen. */
function makeAesKey(): string {
  for (;;) {
    const key = randomBytes(32).toString('base64').slice(0, 43);
    if (/^[A-Za-z0-9]{43}$/.test(key)) return key;
  }
}

/** Four groups of four, without characters that look alike: 79 bits. */
function makePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = (): string => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

function read(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch (error) {
    throw new LaunchFailure(`${file} cannot be read (${messageOf(error)}): put back a good copy.`);
  }
}

function write(file: string, secrets: Secrets): void {
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
