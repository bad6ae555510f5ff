// miniprogram-ci's own rules on a package folder, offline: its JSON schemas and its dependency analyser. Run as
//   node check.mjs FOLDER
// Prints one line of JSON: {version, findings: [{level: 'error'|'warning', file, message}]}. What miniprogram-ci prints goes to stderr.
// Part of it is internal to that package, whose version is pinned; everything else about a package is checked elsewhere.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const folder = path.resolve(process.argv[2] ?? '.');
const findings = [];

try {
  await check();
  const { version } = require('miniprogram-ci/package.json');
  print(`${JSON.stringify({ version, findings })}\n`, () => process.exit(0));
} catch (error) {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
}

async function check() {
  const ci = require('miniprogram-ci');
  const project = new ci.Project({
    appid: 'wx0123456789abcdef',
    type: 'miniProgram',
    projectPath: folder,
    privateKey: 'none',
    ignores: [],
    // Without `platform` ext.json is not looked at; with attributes of ours nobody is asked for them.
    attr: async () => ({ ...ci.DefaultProjectAttr, platform: true }),
  });
  const app = await attempt('app.json', () => ci.getAppJSON(project));
  await attempt('ext.json', () => ci.getExtJSON(project));
  if (existsSync(path.join(folder, 'sitemap.json'))) await attempt('sitemap.json', () => ci.getSiteMapJSON(project));
  const below = (app?.subPackages ?? app?.subpackages ?? []).flatMap(({ root, pages }) =>
    (pages ?? []).map((page) => path.posix.join(root, page)),
  );
  for (const pagePath of [...(app?.pages ?? []), ...below]) {
    await attempt(`${pagePath}.json`, () => ci.getPageJSON(project, { miniprogramRoot: '', pagePath }));
  }
  // The analyser takes valid configuration for granted.
  if (findings.every(({ level }) => level !== 'error')) await analyse();
}

async function attempt(file, ask) {
  try {
    const answer = await ask();
    if (answer?.__warning__) add('warning', file, answer.__warning__);
    return answer;
  } catch (error) {
    add('error', file, error?.message ?? error);
    return undefined;
  }
}

async function analyse() {
  const { Analyzer } = require('miniprogram-ci/dist/common/code-analyse');
  const told = {
    name: 'findings',
    onDepResolveFailed: (event, answer) => add('error', event.originModule?.path, answer?.message ?? 'a dependency was not found'),
    onModuleBuildFailed: (event, fault, answer) => add('error', event.path, answer?.message ?? fault),
  };
  await new Analyzer({ root: folder, type: 'miniprogram', plugins: [told] }).analyse();
}

function add(level, file, message) {
  const name = String(file ?? '').replace(`${folder}/`, '');
  findings.push({ level, file: name, message: String(message).replaceAll(/\s+/g, ' ').trim().slice(0, 300) });
}
