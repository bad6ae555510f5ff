import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { messageOf } from '#infra/embedded/failure.js';
import { loadTemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import type { TemplateVersion } from '#hosting/templates/template-version.js';
import { projectRoot, templatesDirOf } from '#kernel/config/project-root.js';
import { compilePackage } from '../../../services/player/src/compile/compile-package.js';
import { CompileThread } from '../../../services/player/src/compile/compile-thread.js';
import { printTable } from '../measuring/print-table.js';
import { cpuSecondsOf } from '../measuring/process-times.js';

const usage = 'node infra/embedded/run.mjs bench:player [--runs 20]';

/**
 * What a template costs to compile for the player: cold, in a thread that has to be started and loaded first, as after a release; and
 * warm. Speed is reported, never asserted.
 */
async function main(runs: number): Promise<void> {
  const rows = [['template', 'files', 'cold', 'warm, CPU', 'script', 'gzip', 'remarks']];
  for (const template of loadTemplateCatalogue(templatesDirOf({})).list()) rows.push(await row(template, runs));
  printTable(rows);
}

async function row(template: TemplateVersion, runs: number): Promise<string[]> {
  const thread = new CompileThread(path.join(projectRoot(), 'dist/services/player/src/compile/compile-worker.js'));
  const startedAt = performance.now();
  const { script, diagnostics } = await thread.compile(template.files);
  const coldMs = performance.now() - startedAt;
  await thread.close();
  await compilePackage(template.files);
  const before = cpuSecondsOf(process.pid);
  for (let run = 0; run < runs; run += 1) await compilePackage(template.files);
  const warmMs = ((cpuSecondsOf(process.pid) - before) * 1000) / runs;
  return [
    `${template.id} ${template.version}`,
    String(template.files.size),
    `${Math.round(coldMs)} ms`,
    `${Math.round(warmMs)} ms`,
    `${Math.round(script.length / 1024)} KB`,
    `${Math.round(gzipSync(script).length / 1024)} KB`,
    String(diagnostics.length),
  ];
}

try {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1 || runs > 1000) throw new Error(`--runs must be from 1 to 1000.\n${usage}`);
  await main(runs);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
