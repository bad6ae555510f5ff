import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPlayer } from './build-player.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const stamp = path.join(root, 'dist', '.build-hash');
const launcher = path.join(root, 'dist', 'infra', 'embedded', 'main.js');

/** Makes `dist/` fit the sources, saying so through `log` when there is something to do. Throws one sentence. */
export function prepare(log) {
  const missing = missingPackages();
  if (missing.length > 0) {
    const more = missing.length > 3 ? `, and ${missing.length - 3} more` : '';
    throw failure(
      `npm packages are missing or outdated (${missing.slice(0, 3).join(', ')}${more}): run \`npm install\`.`,
    );
  }
  const hash = hashOfSources();
  if (existsSync(launcher) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    buildPlayer();
    return;
  }
  const startedAt = Date.now();
  log('Building …');
  build();
  removeOlder(path.join(root, 'dist', 'services'), startedAt);
  removeOlder(path.join(root, 'dist', 'infra'), startedAt);
  buildPlayer();
  writeFileSync(stamp, hash);
  log(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

function build() {
  const nest = path.join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  if (!existsSync(nest))
    throw failure(
      'dist/ is missing or outdated and the build tools are not installed: run `npm install --include=dev`.',
    );
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = spawnSync(process.execPath, [nest, 'build'], { cwd: root, encoding: 'utf8', env });
  if (run.status === 0 && existsSync(launcher)) return;
  throw failure(
    `The build failed: see below, mend the source and start again.\n${run.stdout ?? ''}${run.stderr ?? ''}`,
  );
}

/** What an earlier build left and this one did not write. The folder is never emptied: a program may be starting from it. */
function removeOlder(folder, builtAtMs) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) removeOlder(place, builtAtMs);
    // File systems round their times.
    else if (/\.js(\.map)?$/.test(entry.name) && statSync(place).mtimeMs < builtAtMs - 2000) rmSync(place);
  }
}

/** Names of direct dependencies that are not there in the version package.json asks for. */
function missingPackages() {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return Object.entries(dependencies)
    .filter(([name, version]) => !fits(installedVersion(name), version))
    .map(([name]) => name);
}

function fits(installed, wanted) {
  return /^\d/.test(wanted) ? installed === wanted : installed !== null;
}

function installedVersion(name) {
  try {
    return JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return null;
  }
}

/** Over contents, not dates: a fresh clone and a switched branch have dates that mean nothing. */
function hashOfSources() {
  const hash = createHash('sha256');
  const single = [
    'tsconfig.json',
    'tsconfig.build.json',
    '.swcrc',
    'nest-cli.json',
    'package.json',
    'package-lock.json',
  ];
  const files = [...single, ...sourcesIn('services'), ...sourcesIn('infra')];
  for (const file of files.sort()) {
    if (existsSync(path.join(root, file))) hash.update(`${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

function sourcesIn(folder) {
  const found = [];
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...sourcesIn(place));
    else if (entry.name.endsWith('.ts') && !/spec\.ts$/.test(entry.name)) found.push(place);
  }
  return found;
}

function failure(sentence) {
  return Object.assign(new Error(sentence), { sentence: true });
}
