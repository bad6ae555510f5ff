import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// The house rules of the design (§3) as a program: who may import whom, no cycles, tenant-free queries only where their name says so.
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Folder → rooms it may import from (itself is always allowed). */
const mayImport = {
  'services/kernel': [],
  'services/hosting': ['services/kernel'],
  'services/commerce': ['services/kernel'],
  'services/control-plane': ['services/kernel', 'services/hosting', 'services/commerce', 'services/player'],
  'services/runtime': ['services/kernel', 'services/hosting', 'services/commerce'],
  'services/worker': ['services/kernel', 'services/hosting', 'services/commerce'],
  'services/wechat-sandbox': [],
  'services/player': [],
  // builds worlds for tests: starts programs and clones a migrated database
  'services/testing': [
    'services/kernel',
    'services/control-plane',
    'services/runtime',
    'services/worker',
    'services/wechat-sandbox',
    'infra',
  ],
  infra: [
    'services/kernel',
    'services/hosting',
    'services/commerce',
    'services/control-plane',
    'services/runtime',
    'services/worker',
    'services/player',
  ],
};
const aliases = {
  '#kernel/': 'services/kernel/src/',
  '#hosting/': 'services/hosting/src/',
  '#commerce/': 'services/commerce/src/',
  '#testing/': 'services/testing/src/',
  '#infra/': 'infra/',
};

const files = walk('services')
  .concat(walk('infra'))
  .filter((file) => file.endsWith('.ts') && !file.includes('/dashboard/'));
const faults = [];
const graph = new Map();

for (const file of files) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const isTest = isTestSupport(file);
  const imports = importsOf(text)
    .map((specifier) => resolve(file, specifier))
    .filter((target) => target !== null);
  graph.set(
    file,
    imports.filter((target) => target.endsWith('.ts')),
  );
  for (const target of imports) checkBoundary(file, target, isTest);
  checkTenancy(file, text, isTest);
}
for (const cycle of cyclesOf(graph)) faults.push(`import cycle: ${cycle.join(' → ')}`);

if (faults.length > 0) {
  process.stderr.write(
    `${faults.join('\n')}\n${faults.length} house rules broken (design §3, infra/checks/boundaries.mjs)\n`,
  );
  process.exitCode = 1;
} else process.stdout.write(`boundaries: ${files.length} files, no rule broken, no cycle\n`);

function checkBoundary(file, target, isTest) {
  if (!isTest && isTestSupport(target)) faults.push(`${file} may not import ${target}, which is not in the build`);
  const from = roomOf(file);
  const to = roomOf(target);
  if (from === to || to === null) return;
  if (isTest && (to === 'services/testing' || to === 'infra')) return;
  if (isTest && from !== 'services/wechat-sandbox' && to === 'services/wechat-sandbox') return;
  if (!mayImport[from]?.includes(to)) faults.push(`${file} may not import ${target} (${from} → ${to})`);
}

function checkTenancy(file, text, isTest) {
  if (isTest || !file.startsWith('services/') || file.startsWith('services/testing/')) return;
  const uses = /constructor\([^)]*:\s*FleetDatabase/s.test(text);
  const names = [...text.matchAll(/export (?:abstract )?class (\w+)[\s\S]*?constructor\(([^)]*)\)/g)];
  if (!uses) return;
  for (const [, name, parameters] of names) {
    if (/FleetDatabase/.test(parameters) && !/AcrossTenants$/.test(name)) {
      faults.push(`${file}: class ${name} holds the FleetDatabase but its name does not end in AcrossTenants`);
    }
  }
}

/** Specs and what they are made of; .swcrc and tsconfig.build.json keep the same files out of the build. */
function isTestSupport(file) {
  return /spec\.ts$|\.(contract-suite|fixture)\.ts$|\/testing\/|^services\/[^/]+\/test\//.test(file);
}

function importsOf(text) {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return [
    ...code.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3]);
}

function resolve(file, specifier) {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts');
  const alias = Object.keys(aliases).find((prefix) => specifier.startsWith(prefix));
  return alias ? (aliases[alias] + specifier.slice(alias.length)).replace(/\.js$/, '.ts') : null;
}

function roomOf(file) {
  if (file.startsWith('infra/')) return 'infra';
  const match = /^services\/[^/]+/.exec(file);
  return match ? match[0] : null;
}

function cyclesOf(edges) {
  const found = [];
  const state = new Map();
  const stack = [];
  const visit = (node) => {
    state.set(node, 'open');
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (state.get(next) === 'open') found.push([...stack.slice(stack.indexOf(next)), next]);
      else if (!state.has(next)) visit(next);
    }
    stack.pop();
    state.set(node, 'done');
  };
  for (const node of edges.keys()) if (!state.has(node)) visit(node);
  return found;
}

function walk(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(file);
    return [file];
  });
}
