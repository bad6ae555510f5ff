import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { smallTemplate } from '../templates/small-template.fixture.js';
import { digestOf, overlaid } from './digest.js';
import { render } from './render.js';

const template = smallTemplate();
const config = { name: 'İstanbul 茶' };
const variables = { appId: 'wx0123456789abcdef', runtimeUrl: 'https://shop.example.com/', revision: 3 };

describe('render', () => {
  it('puts settings and variables into ext.json', () => {
    const { extJson, files } = render(template, { ...config, theme: { bar: '#00ff00' } }, variables);

    expect(JSON.parse(extJson)).toEqual({
      extEnable: true,
      extAppid: 'wx0123456789abcdef',
      lazyCodeLoading: 'requiredComponents',
      ext: { appId: 'wx0123456789abcdef', apiBase: 'https://shop.example.com', templateVersion: '1.2.3' },
      window: { navigationBarTitleText: 'İstanbul 茶', navigationBarBackgroundColor: '#00ff00' },
    });
    expect([...files.keys()]).toEqual(['ext.json']);
    expect(JSON.parse(files.get('ext.json')?.toString('utf8') ?? '')).toEqual(JSON.parse(extJson));
  });

  it('answers the same digest for the same input, whatever the order of its keys', () => {
    const one = render(template, { name: 'A', theme: { bar: '#222222', primary: '#333333' } }, variables);
    const two = render(smallTemplate(), { theme: { primary: '#333333', bar: '#222222' }, name: 'A' }, variables);

    expect(two.digest).toBe(one.digest);
    expect(two.extJson).toBe(one.extJson);
  });

  it('answers the digest of base and overlay together', () => {
    const { digest, files } = render(template, config, variables);

    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(digest).toBe(digestOf(overlaid(template.files, files)));
  });

  it('changes the digest with a packaged setting and keeps it with a live one', () => {
    const { digest } = render(template, config, variables);

    expect(render(template, { ...config, name: 'B' }, variables).digest).not.toBe(digest);
    expect(render(template, { ...config, theme: { primary: '#abcdef' } }, variables).digest).toBe(digest);
  });

  it('counts a default as set', () => {
    const { digest } = render(template, config, variables);

    expect(render(template, { ...config, theme: { bar: '#ffffff' } }, variables).digest).toBe(digest);
  });

  it('says which setting is missing', () => {
    expect(() => render(template, {}, variables)).toThrow(/setting \/name, which has no value/);
  });

  it.each([
    { TZ: 'UTC', LANG: 'C' },
    { TZ: 'Asia/Shanghai', LANG: 'zh_CN.UTF-8' },
    { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8' },
  ])('answers the same digest in a process under $TZ and $LANG', ({ TZ, LANG }) => {
    const script = join(projectRoot(), 'services/hosting/src/rendering/digest-in-child.cjs');
    const env = { PATH: process.env['PATH'], TZ, LANG, LC_ALL: LANG };
    const digest = execFileSync(process.execPath, [script], { env, cwd: projectRoot(), encoding: 'utf8' });

    expect(digest).toBe(render(template, config, variables).digest);
  });
});
