// `node infra/docker/make-env.mjs [file]`: writes .env for docker-compose.yml, or adds to it what is missing. Values that
// are there are kept; other lines of the file too.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(process.argv[2] ?? path.join(here, '../../.env'));

const makers = {
  STACK_MASTER_KEY: () => randomBytes(32).toString('base64'),
  STACK_WECHAT_COMPONENT_APPID: () => `wx${randomBytes(8).toString('hex')}`,
  STACK_WECHAT_PUSH_AES_KEY: aesKey,
};

const before = existsSync(target) ? readFileSync(target, 'utf8') : '';
const known = new Set(before.split('\n').flatMap((line) => /^\s*(STACK_\w+)\s*=\s*\S/.exec(line)?.[1] ?? []));
const isNew = before === '';
const added = [];
const lines = [];
for (const line of readFileSync(path.join(here, 'env.example'), 'utf8').trimEnd().split('\n')) {
  const [, name, value] = /^(STACK_\w+)=(.*)$/.exec(line) ?? [];
  if (name === undefined) {
    if (isNew) lines.push(line);
  } else if (!known.has(name)) {
    lines.push(`${name}=${value || (makers[name] ?? password)()}`);
    added.push(name);
  }
}

if (added.length === 0) {
  console.log(`${target} is complete.`);
} else {
  // A line without a value would win over, or hide, the one that is added.
  const kept = before.replaceAll(/^\s*STACK_\w+\s*=\s*$\n?/gm, '').trimEnd();
  writeFileSync(target, `${kept === '' ? '' : `${kept}\n`}${lines.join('\n')}\n`, { mode: 0o600 });
  chmodSync(target, 0o600);
  console.log(`${target}: ${added.length} settings written. Start with \`docker compose up --build\`.`);
}

/** Hexadecimal, so that it may stand in an address as it is. */
function password() {
  return randomBytes(16).toString('hex');
}

/** 43 letters and digits that are base64 of 32 bytes once `=` is appended, as WeChat's console demands. */
function aesKey() {
  for (;;) {
    const key = randomBytes(32).toString('base64').slice(0, 43);
    if (/^[A-Za-z0-9]{43}$/.test(key)) return key;
  }
}
