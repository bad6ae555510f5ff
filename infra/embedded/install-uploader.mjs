import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// `npm run uploader:install`: the official miniprogram-ci, 1,086 packages and 276 MB, apart from everybody else's packages.
// See infra/decisions/0015-uploader-apart.md.
const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../services/uploader');

/** Installs what is missing or of another version, saying so through `log`. Throws one sentence. */
export function installUploader(log) {
  if (isCurrent()) return;
  log('Installing the official uploader (miniprogram-ci, 276 MB, once) …');
  const startedAt = Date.now();
  // Without install scripts: it runs well without any of them.
  const args = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, stderr } = spawnSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0 || !isCurrent()) {
    const reason = (stderr ?? '').trim().split('\n').slice(-3).join(' ');
    throw new Error(`The official uploader could not be installed: ${reason || 'npm ci failed'} (in ${folder}).`);
  }
  log(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.`);
}

function isCurrent() {
  const wanted = readJson('package.json')?.dependencies['miniprogram-ci'];
  // npm writes the hidden lock last.
  const complete = existsSync(path.join(folder, 'node_modules', '.package-lock.json'));
  return complete && readJson('node_modules/miniprogram-ci/package.json')?.version === wanted;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  } catch {
    return null;
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    installUploader((line) => process.stdout.write(`${line}\n`));
    process.stdout.write('The official uploader is installed; a running `npm start` takes it up by itself.\n');
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
