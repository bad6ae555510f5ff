import { readFileSync } from 'node:fs';

const read = (file: string): string => readFileSync(file, 'utf8');

/** Stage of the image recipe → its instructions, with those of the stages it is made from. */
function stages(): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of read('infra/docker/Dockerfile')
    .split(/^(?=FROM )/m)
    .slice(1)) {
    const [, from = '', name = ''] = /^FROM (\S+) AS (\S+)/.exec(part) ?? [];
    found.set(name, (found.get(from) ?? '') + part);
  }
  return found;
}

/** The official uploader brings 1,086 packages, many of them old: they stay in one image (infra/decisions/0015-uploader-apart.md). */
describe('the official uploader', () => {
  it('is no package of the checkout, and no workspace', () => {
    const root = JSON.parse(read('package.json')) as { workspaces?: string[]; dependencies: Record<string, string> };

    expect(read('package-lock.json')).not.toContain('miniprogram-ci"');
    expect(root.dependencies).not.toHaveProperty('miniprogram-ci');
    expect(root.workspaces ?? []).not.toContain('services/uploader');
  });

  it('is pinned to one version, with a lock of its own', () => {
    const { dependencies } = JSON.parse(read('services/uploader/package.json')) as { dependencies: object };
    const lock = JSON.parse(read('services/uploader/package-lock.json')) as {
      packages: Record<string, { version: string }>;
    };

    expect(dependencies).toEqual({ 'miniprogram-ci': '2.1.42' });
    expect(lock.packages['node_modules/miniprogram-ci']?.version).toBe('2.1.42');
  });

  it('is in its own image and in no other', () => {
    const all = stages();

    expect(all.get('uploader')).toContain('services/uploader/node_modules');
    for (const name of ['program', 'control-plane', 'runtime', 'worker', 'wechat-sandbox', 'migrate', 'seed']) {
      expect([name, all.has(name)]).toEqual([name, true]);
      expect([name, all.get(name)?.includes('uploader/node_modules')]).toEqual([name, false]);
    }
    expect(read('infra/docker/Dockerfile.dockerignore')).toContain('**/node_modules');
  });
});
