import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTemplateCommand } from './command-line.js';

const root = process.cwd();
const templates = readdirSync(join(root, 'templates'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, 'templates', entry.name, 'manifest.json')))
  .map((entry) => entry.name);

function run(...args: string[]): { status: number | null; output: string } {
  const result = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: root });
  return { status: result.status, output: result.stdout + result.stderr };
}

test.each(templates)('%s is what the platform and WeChat ask of a template', async (template) => {
  const told: string[] = [];
  const code = await runTemplateCommand(['check', template], (line) => told.push(line));

  expect(told.filter((line) => !/^ok {2}|hint:/.test(line))).toEqual([expect.stringMatching(/: sound$/)]);
  expect(code).toBe(0);
});

test('the kit carries the TDesign components that the templates use and nothing stale', () => {
  expect(run('infra/templates/vendor-tdesign.mjs', '--check')).toEqual({
    status: 0,
    output: expect.stringContaining('is up to date'),
  });
});

test('vendor-tdesign.mjs with an argument it does not know says how to use it', () => {
  const { status, output } = run('infra/templates/vendor-tdesign.mjs', 'retail');

  expect(status).toBe(1);
  expect(output).toContain('usage: node infra/templates/');
});
