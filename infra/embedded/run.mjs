import { spawnSync } from 'node:child_process';
import { prepare } from './build.mjs';
import { installUploader } from './install-uploader.mjs';

// `npm run journey|bench|bench:sandbox|template|openapi|sandbox`: builds what is not built, then runs the compiled program with the arguments given.
const programs = {
  journey: [['dist/infra/journey/main.js']],
  bench: [['dist/infra/bench/main.js']],
  'bench:sandbox': [['dist/infra/bench/sandbox/main.js']],
  'bench:packages': [['dist/infra/bench/packages/main.js']],
  'bench:lint': [['dist/infra/bench/lint/main.js']],
  'bench:player': [['dist/infra/bench/player/main.js']],
  template: [['dist/infra/templates/main.js']],
  openapi: [['dist/services/control-plane/src/write-openapi.js'], ['dist/services/runtime/src/write-openapi.js']],
};
const [name, ...args] = process.argv.slice(2);
try {
  prepare((line) => process.stderr.write(`${line}\n`));
  if (name === 'journey') installUploader((line) => process.stderr.write(`${line}\n`));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
// The sandbox runs until it is told to stop, so it takes this process over: signals need no passing on.
if (name === 'sandbox') await import('../../dist/services/wechat-sandbox/src/alone/main.js');
for (const program of programs[name] ?? []) {
  const { status, signal } = spawnSync(process.execPath, [...program, ...args], { stdio: 'inherit' });
  if (status !== 0 || signal) process.exit(status ?? 1);
}
