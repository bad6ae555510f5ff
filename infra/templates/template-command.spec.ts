import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTemplateCommand } from './command-line.js';

const root = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'template-command-'));
  for (const name of ['kit', 'manifest.schema.json', 'section.schema.json']) {
    cpSync(join(root, 'templates', name), join(folder, 'templates', name), { recursive: true });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const templates = () => join(folder, 'templates');

async function template(...args: string[]): Promise<{ code: number; output: string }> {
  const told: string[] = [];
  const language = args.includes('--language') ? [] : ['--language', 'en'];
  const all = [...args, ...language, '--templates', templates()];
  const code = await runTemplateCommand(all, (line) => told.push(line));
  return { code, output: `${told.join('\n')}\n` };
}

describe('npm run template', () => {
  test('new makes a sound template, once', async () => {
    expect((await template('new', 'corner-shop')).code).toBe(0);
    expect(await template('check', 'corner-shop')).toEqual({ code: 0, output: expect.stringMatching(/: sound\n$/) });

    expect(await template('new', 'corner-shop')).toEqual({
      code: 1,
      output: expect.stringContaining('exists. Choose another'),
    });
    expect(readdirSync(templates()).sort()).toEqual([
      'corner-shop',
      'kit',
      'manifest.schema.json',
      'section.schema.json',
    ]);
    expect(readFileSync(join(templates(), 'corner-shop/manifest.json'), 'utf8')).not.toContain('__NAME__');
  });

  test('check tells of a changed package, with the file, until the record is renewed', async () => {
    writeFileSync(join(templates(), 'corner-shop/src/i18n/own/zh.js'), 'module.exports = { shop: { hello: "hi" } };\n');

    const changed = await template('check', 'corner-shop');
    expect(changed.code).toBe(1);
    expect(changed.output).toMatch(/golden\.json: i18n\/own\/zh\.js has changed\. Meant\? .*--renew-golden/);
    expect((await template('check', 'corner-shop', '--renew-golden')).code).toBe(0);
    expect((await template('check', 'corner-shop')).code).toBe(0);
  });

  test('check tells of what the linter finds, with file and line', async () => {
    const script = join(templates(), 'corner-shop/src/extra.js');
    writeFileSync(script, "\neval('1');\n");

    const { code, output } = await template('check', 'corner-shop');
    const chinese = await template('check', 'corner-shop', '--language', 'zh');
    rmSync(script);

    expect(code).toBe(1);
    expect(output).toMatch(/FAIL {2}linter[^]*extra\.js:2: [^]*\. [A-Z][^\n]*\[[a-z_.]+\]/);
    expect(chinese.output).toMatch(/FAIL {2}linter[^]*extra\.js:2：\p{Script=Han}[^\n]*。[^\n]*\[[a-z_.]+\]/u);
  });

  test('check tells of a broken template with file, line and remedy', async () => {
    const manifest = join(templates(), 'corner-shop/manifest.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace('"version": "0.1.0"', '"version": "1"'));

    const { code, output } = await template('check', 'corner-shop');
    writeFileSync(manifest, text);

    expect(code).toBe(1);
    expect(output).toMatch(/corner-shop\/manifest\.json:4: \/version must look like .* See manifest\.schema\.json/);
  });

  test('check tells of everything that is broken at once, in both languages', async () => {
    const files = ['manifest.json', 'ext.template.json', 'src/i18n/own/zh.js'];
    const texts = new Map(files.map((file) => [file, readFileSync(join(templates(), 'corner-shop', file), 'utf8')]));
    const change = (file: string, text: string) => writeFileSync(join(templates(), 'corner-shop', file), text);
    change('manifest.json', (texts.get('manifest.json') ?? '').replace('"id": "corner-shop"', '"id": "other-shop"'));
    change('ext.template.json', '{');
    change('src/i18n/own/zh.js', "require('./gone');\nrequire('../../../../../lost');\n");

    const english = await template('check', 'corner-shop', '--language', 'en');
    const chinese = await template('check', 'corner-shop', '--language', 'zh');
    const packed = await template('pack', 'corner-shop', '--out', join(folder, 'broken'), '--language', 'zh');
    for (const [file, text] of texts) change(file, text);

    expect(english.output).toMatch(
      /manifest\.json:\d+: its id is "other-shop" in a folder named "corner-shop"\. Give both/,
    );
    expect(english.output).toMatch(
      /own\/zh\.js:1: refers to "\.\/gone"[^\n]*\n[^\n]*own\/zh\.js:2: refers to "[./]*lost"/,
    );
    expect(english.output).toMatch(/corner-shop: 4 faults\n$/);
    expect(chinese.output).toMatch(/manifest\.json:\d+：id 为“other-shop”，而文件夹名为“corner-shop”。请使两者一致。/);
    expect(packed.code).toBe(1);
    expect(packed.output.trim().split('\n')).toHaveLength(4);
    expect(existsSync(join(folder, 'broken'))).toBe(false);
  });

  test('pack writes the whole package, as a folder or a zip, and empties no folder but its own', async () => {
    const out = join(folder, 'packed');
    expect((await template('pack', 'corner-shop', '--out', out)).code).toBe(0);
    expect((await template('pack', 'corner-shop', '--out', out)).code).toBe(0);
    expect((await template('pack', 'corner-shop', '--out', `${out}.zip`)).code).toBe(0);

    const ext = JSON.parse(readFileSync(join(out, 'ext.json'), 'utf8')) as { window: object };
    expect(ext.window).toMatchObject({ navigationBarTitleText: '转角杂货' });
    expect(existsSync(join(out, 'pages/home/index.wxml'))).toBe(true);
    expect(readFileSync(`${out}.zip`).subarray(0, 2).toString()).toBe('PK');
    expect(await template('pack', 'corner-shop', '--out', templates())).toEqual({
      code: 1,
      output: expect.stringContaining('is not empty'),
    });
    expect(existsSync(join(templates(), 'kit/src'))).toBe(true);
  });

  test.each<[string, string[], RegExp]>([
    ['nothing', [], /Say what to do with which template\.[^]*usage: npm run template/],
    ['a command it does not know', ['sing', 'retail'], /There is no command "sing"/],
    ['an option it does not know', ['check', 'retail', '--loud'], /--loud[^]*usage/],
    ['a path for a name', ['check', '../../etc'], /is no template's name/],
    [
      'a template that is not there',
      ['pack', 'gone', '--out', '/tmp/x'],
      /There is no template "gone"\. There are corner-shop in .*new gone makes it/,
    ],
    ['a name that cannot be one', ['new', 'a'], /cannot be a template's name/],
    ['the kit’s name', ['new', 'kit'], /cannot be a template's name/],
    ['no place to pack to', ['pack', 'corner-shop'], /Say where to/],
    [
      'a preset that is not there',
      ['pack', 'corner-shop', '--out', '/tmp/x', '--preset', 'gone'],
      /has no preset "gone"\. Use one of start/,
    ],
    ['the kit', ['check', 'kit'], /kit is what templates share/],
    ['a name with capitals', ['new', 'Corner_Shop'], /cannot be a template's name\. Use 2 to 40 small letters/],
    ['no address for the platform', ['preview', 'corner-shop', '--runtime', 'here'], /--runtime here is no address/],
    [
      'a platform without a shop',
      ['preview', 'corner-shop', '--runtime', 'http://127.0.0.1:4100'],
      /Say whose shop[^]*--app APPID/,
    ],
    ['an AppID that is none', ['pack', 'corner-shop', '--app', 'mine'], /--app mine is no AppID/],
    [
      'a language it does not speak',
      ['check', 'corner-shop', '--language', 'fr'],
      /--language fr is neither zh nor en/,
    ],
    ['a port that is none', ['preview', 'corner-shop', '--port', 'high'], /--port high is no port/],
  ])('given %s says so and ends with 1', async (_what, args, message) => {
    const { code, output } = await template(...args);

    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(output).not.toContain('    at ');
  });
});
