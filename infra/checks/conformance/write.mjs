import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readClient } from './client.mjs';
import { faultsOf } from './faults.mjs';
import { render } from './render.mjs';
import { readSandbox } from './sandbox.mjs';
import { Specs } from './specs.mjs';

// services/wechat-sandbox/CONFORMANCE.md: the rows are written by hand from WeChat's documents (rows/), everything else is read from the code.
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const target = 'services/wechat-sandbox/CONFORMANCE.md';
const rowsFolder = path.join(root, 'infra/checks/conformance/rows');

const areas = readdirSync(rowsFolder)
  .sort()
  .map((name) => ({ name, ...JSON.parse(readFileSync(path.join(rowsFolder, name), 'utf8')) }));
const sandbox = readSandbox(root);
const client = readClient(root);
const specs = new Specs(root);

const filled = areas.map(({ title, officialClient, rows }) => ({
  title,
  rows: rows.map((row) => fill(row, officialClient)),
}));
const text = render(filled, sandbox.common);
const faults = [
  ...sandbox.faults,
  ...client.faults,
  ...faultsOf(
    filled.flatMap(({ rows }) => rows),
    sandbox,
    client,
  ),
];

if (!process.argv.includes('--check')) writeFileSync(path.join(root, target), text);
else if (!existsSync(path.join(root, target)) || readFileSync(path.join(root, target), 'utf8') !== text)
  faults.push(`${target} is stale: run node infra/checks/conformance/write.mjs and commit what it writes.`);

if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n${faults.length} faults of conformance\n`);
  process.exitCode = 1;
} else process.stdout.write(`conformance: ${filled.flatMap(({ rows }) => rows).length} rows, no fault\n`);

/** A row with what both sides have of it. */
function fill(row, officialClient) {
  if (row.call) {
    const [method, wechatPath] = row.call.split(' ');
    const answered = sandbox.endpoints.find((endpoint) => endpoint.method === method && endpoint.path === wechatPath);
    return {
      ...row,
      isOfficial: officialClient !== undefined,
      path: wechatPath,
      client: clientOf(row, wechatPath, officialClient),
      sandbox: answered ?? null,
      tests: specs.about({ path: wechatPath }),
    };
  }
  const name = row.push ?? row.notice;
  const file = row.push ? sandbox.pushes.get(name) : beginning(sandbox.pushes, name);
  const reader = row.push ? client.pushes.get(name) : beginning(client.notices, name);
  return { ...row, client: reader ? [reader] : [], sandbox: file ? { file } : null, tests: specs.about(row) };
}

function clientOf(row, wechatPath, officialClient) {
  if (officialClient)
    return row.product && existsSync(path.join(root, 'services/uploader/package.json')) ? [officialClient] : [];
  if (row.clientMethod) return client.methods.has(row.clientMethod) ? [row.clientMethod] : [];
  // The client's text names paths, not methods: of several rows with one path, those the product needs are the called ones.
  const isShared = areas.some(({ rows }) =>
    rows.some((other) => other.product && other.call?.endsWith(` ${wechatPath}`)),
  );
  if (isShared && !row.product) return [];
  return client.calls.get(wechatPath) ?? [];
}

/** A notice's name, or the beginning of it (`REFUND.`) where the rest is known to the running program only. */
function beginning(names, name) {
  return names.get(name) ?? [...names].find(([known]) => known.endsWith('.') && name.startsWith(known))?.[1];
}
