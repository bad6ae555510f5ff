import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PlayerPackage } from '../../../player/src/format.js';
import { startFolderPlayer } from './folder-player.js';

describe('an author plays a folder', () => {
  let root: string;
  let url: string;
  let close: () => Promise<void>;
  const said: string[] = [];

  const write = (file: string, text: string) => {
    const place = path.join(root, 'package', file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  };

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'xiaopu-folder-'));
    writeFileSync(path.join(root, 'secret.png'), 'secret');
    write('app.json', '{"pages":["pages/home/index"]}');
    write('app.js', 'App({})');
    write('ext.json', '{"extEnable":true,"extAppid":"wx0123456789abcdef","ext":{}}');
    write('pages/home/index.js', 'Page({})');
    write('pages/home/index.wxml', '<view/>');
    write('a.png', 'picture');
    const player = await startFolderPlayer({
      folder: path.join(root, 'package'),
      runtimeUrl: 'http://127.0.0.1:1',
      port: 0,
      report: (line) => said.push(line),
    });
    ({ url, close } = player);
  });

  afterAll(async () => {
    await close();
    rmSync(root, { recursive: true, force: true });
  });

  const loaded = async () => (await (await fetch(`${url}package.json`)).json()) as PlayerPackage;

  test('it is compiled anew when it has changed, and what is wrong is said with its place', async () => {
    const before = await loaded();
    const same = await loaded();
    write('pages/home/index.js', 'Page({\n  data: {,}\n})');
    const after = await loaded();

    expect(before).toMatchObject({ appId: 'wx0123456789abcdef', wechat: false });
    expect(same.baseDigest).toBe(before.baseDigest);
    expect(after.baseDigest).not.toBe(before.baseDigest);
    expect(said).toEqual(expect.arrayContaining([expect.stringMatching(/^error pages\/home\/index\.js:2:\d+ /)]));
    const script = await fetch(new URL(`/base/${after.baseDigest}/app.js`, url));
    expect(await script.text()).toContain('xiaopuPlayer');
  });

  test('nothing beside the folder is handed out', async () => {
    const { baseDigest } = await loaded();
    const file = (name: string) => fetch(new URL(`/base/${baseDigest}/files/${name}`, url));

    expect((await file('a.png')).status).toBe(200);
    for (const name of [
      '../secret.png',
      '%2e%2e/secret.png',
      '..%2fsecret.png',
      `${encodeURIComponent(root)}/secret.png`,
    ]) {
      expect((await file(name)).status).toBe(404);
    }
    expect((await fetch(url.replace('/folder/', '/other/'))).status).toBe(403);
  });
});
