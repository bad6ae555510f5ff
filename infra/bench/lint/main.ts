import { parse } from 'acorn';
import { parseArgs } from 'node:util';
import { messageOf } from '#infra/embedded/failure.js';
import { lintBase } from '#hosting/linting/lint.js';
import { PackageLinter } from '#hosting/linting/package-linter.js';
import { render } from '#hosting/rendering/render.js';
import { loadTemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import type { TemplateVersion } from '#hosting/templates/template-version.js';
import { templatesDirOf } from '#kernel/config/project-root.js';
import { printTable } from '../measuring/print-table.js';
import { cpuSecondsOf } from '../measuring/process-times.js';

const usage = 'node infra/embedded/run.mjs bench:lint [--runs 20]';
const MERCHANTS = 1000;
const variables = { appId: 'wx0123456789abcdef', runtimeUrl: 'https://shop.example.com', revision: 1 };

/**
 * What the pre-flight check costs in CPU time: a whole template with nothing remembered of its files, the same again, and one merchant's
 * part. The yardstick is the parsing of the template's scripts alone, on the same machine. Speed is reported, never asserted.
 */
function main(runs: number): void {
  const rows = [['template', 'files', 'parsing', 'whole check', 'ratio', 'again', 'per merchant', 'findings']];
  const templates = loadTemplateCatalogue(templatesDirOf({})).list();
  // Warm: what is compiled once per process is not the template's.
  for (const template of templates) check(template, copied(template));
  for (const template of templates) rows.push(row(template, runs));
  printTable(rows);
}

function row(template: TemplateVersion, runs: number): string[] {
  const parsingMs = cpuMs(runs, () => parseScripts(template));
  const wholeMs = cpuMs(runs, () => check(template, copied(template)));
  const againMs = cpuMs(runs, () => check(template, template.files));
  const linter = new PackageLinter();
  const config = template.presets[0]?.config ?? {};
  const rendered = render(template, config, variables);
  const { findings } = linter.lint(template, rendered, config);
  const merchantMs = cpuMs(MERCHANTS, () => linter.lint(template, rendered, config));
  return [
    `${template.id} ${template.version}`,
    String(template.files.size),
    `${Math.round(parsingMs)} ms`,
    `${Math.round(wholeMs)} ms`,
    (wholeMs / parsingMs).toFixed(1),
    `${Math.round(againMs)} ms`,
    `${merchantMs.toFixed(2)} ms`,
    String(findings.length),
  ];
}

function check({ manifest, settingsSchema }: TemplateVersion, files: ReadonlyMap<string, Buffer>): unknown {
  return lintBase(files, { privacyScopes: manifest.privacyScopes, audit: { manifest, settingsSchema } });
}

/** What was read of a file is remembered by its bytes: these are new ones. */
function copied({ files }: TemplateVersion): Map<string, Buffer> {
  return new Map([...files].map(([path, bytes]) => [path, Buffer.from(bytes)]));
}

function parseScripts({ files }: TemplateVersion): void {
  for (const [path, bytes] of files) {
    if (path.endsWith('.js'))
      parse(bytes.toString('utf8'), { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  }
}

function cpuMs(times: number, work: () => unknown): number {
  const before = cpuSecondsOf(process.pid);
  for (let run = 0; run < times; run += 1) work();
  return ((cpuSecondsOf(process.pid) - before) * 1000) / times;
}

try {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1 || runs > 1000) throw new Error(`--runs must be from 1 to 1000.\n${usage}`);
  main(runs);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
