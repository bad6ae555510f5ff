import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// `npm test`: everything that must hold, ending in one line that counts it. `npm run check` is the part that takes under a minute.
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const fast = process.argv.includes('--fast');
const journeyOnly = process.argv.includes('--drivers-and-journey');
const totals = { passed: 0, failed: 0, unsteady: 0 };
const MOST_RUN_AGAIN = 3;
const PARTS = 8;

const { prepare } = await import('../embedded/build.mjs');
const { installUploader } = await import('../embedded/install-uploader.mjs');
await step('build', () => {
  prepare((line) => process.stdout.write(`${line}\n`));
  return true;
});

if (!fast) {
  await step('official uploader', () => {
    installUploader((line) => process.stdout.write(`${line}\n`));
    return true;
  });
}
if (!journeyOnly) {
  await command('format', bin('biome'), ['format', '.']);
  await command('types and lint', bin('oxlint'), ['--type-aware', '--type-check', '--deny-warnings']);
  await command('boundaries and cycles', process.execPath, ['infra/checks/boundaries.mjs']);
  await command('OpenAPI of the control plane is current', process.execPath, [
    'dist/services/control-plane/src/write-openapi.js',
    '--check',
  ]);
  await command('OpenAPI of the runtime is current', process.execPath, [
    'dist/services/runtime/src/write-openapi.js',
    '--check',
  ]);
  await command('client and sandbox conform to WeChat', process.execPath, [
    'infra/checks/conformance/write.mjs',
    '--check',
  ]);
  await command('README of the sandbox is current', process.execPath, ['infra/checks/sandbox-readme.mjs', '--check']);
  await command('vendored components are current', process.execPath, ['infra/templates/vendor-tdesign.mjs', '--check']);
}
if (fast) jest('unit tests', ['--testPathPatterns', '(?<!db-|e2e-)spec\\.ts$']);
else if (journeyOnly) {
  // With Redis other drivers carry jobs and messages; what tokens, notices and bills promise stands in rows and does not depend on them.
  jest('driver contracts', ['--testPathPatterns', 'services/(kernel/src/(queue|broadcast|storage)|worker)/.*db-spec']);
  jest('journey', ['--testPathPatterns', 'infra/journey/(journey|crash|fulfilment)\\.e2e-spec', '--runInBand']);
} else {
  // In several processes one after the other: what hundreds of spec files leave behind in one of them would fill its memory.
  for (let part = 1; part <= PARTS; part += 1) {
    const options = ['--testPathIgnorePatterns', 'infra/journey/.*e2e-spec', `--shard=${part}/${PARTS}`];
    jest(`unit, database and contract tests, ${part} of ${PARTS}`, options);
  }
  jest('journey', ['--testPathPatterns', 'infra/journey/[^/]+e2e-spec', '--runInBand']);
  jest('shoppers in Chromium', ['--testPathPatterns', 'infra/journey/shoppers/.*e2e-spec', '--runInBand']);
}

process.stdout.write(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.unsteady > 0 ? `, ${totals.unsteady} of the passed only when run again` : ''}\n`,
);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function step(name, work) {
  const started = Date.now();
  let ok = false;
  try {
    ok = await work();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
  totals[ok ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${ok ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
  if (!ok && name === 'build') process.exit(1);
}

function command(name, file, args) {
  return step(name, () => {
    const { status, stdout, stderr } = spawnSync(file, args, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) process.stdout.write(`${stdout ?? ''}${stderr ?? ''}\n`);
    return status === 0;
  });
}

/** Each test counts by itself; a suite that could not even start counts as one failure. */
function jest(name, args) {
  const result = runJest(name, args);
  if (result === null) {
    totals.failed += 1;
    return;
  }
  totals.passed += result.passed;
  const again =
    result.failedFiles.length <= MOST_RUN_AGAIN &&
    result.failedFiles.every((file) => /\.(db|e2e)-spec\.ts$/.test(file));
  if (!again || result.failedFiles.length === 0) {
    totals.failed += result.failed;
    return;
  }
  // What plays in a browser, a database or several processes can be tripped by a machine that stood still for seconds. It gets one more run, alone:
  // what fails then has failed, and what passes is named, so that nobody overlooks it.
  const second = runJest(`${name}: once more, alone`, ['--runInBand', '--runTestsByPath', ...result.failedFiles]);
  totals.failed += second === null ? 1 : second.failed;
  if (second?.failed === 0) {
    totals.passed += result.failed;
    totals.unsteady += result.failed;
    process.stdout.write(`! unsteady: ${result.failedFiles.join(', ')} failed at first and passed alone\n`);
  }
}

/** Null when jest itself broke down. */
function runJest(name, args) {
  const report = path.join(root, 'node_modules/.cache/jest-report.json');
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  process.stdout.write(`\n── ${name}\n`);
  // A socket somebody left open must not keep CI waiting after the last test.
  const options = ['--json', '--outputFile', report, '--forceExit', ...args];
  const { status } = spawnSync(process.execPath, ['--max-old-space-size=6144', bin('jest'), ...options], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (!existsSync(report)) return null;
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  const failedFiles = result.testResults
    .filter((file) => file.status === 'failed')
    .map((file) => path.relative(root, file.name));
  return { passed: result.numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed, failedFiles };
}
