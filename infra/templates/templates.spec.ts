import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = process.cwd();
const templates = readdirSync(join(root, 'templates'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function run(script: string, ...args: string[]): { status: number | null; output: string } {
  const result = spawnSync(process.execPath, [join(root, 'infra/templates', script), ...args], { encoding: 'utf8' });
  return { status: result.status, output: result.stdout + result.stderr };
}

describe.each(templates)('template %s', (template) => {
  test('has a manifest, schema, presets and demo goods that agree with each other', () => {
    expect(run('check-template.mjs', template)).toEqual({ status: 0, output: expect.stringMatching(/: sound\n$/) });
  });

  test('carries the TDesign components it uses and nothing stale', () => {
    expect(run('vendor-tdesign.mjs', template, '--check')).toEqual({
      status: 0,
      output: expect.stringContaining('is up to date'),
    });
  });
});

test.each(['check-template.mjs', 'vendor-tdesign.mjs', 'draw-tab-icons.mjs'])(
  '%s without a template says how to use it',
  (script) => {
    const { status, output } = run(script);

    expect(status).toBe(1);
    expect(output).toContain('usage: node infra/templates/');
  },
);
