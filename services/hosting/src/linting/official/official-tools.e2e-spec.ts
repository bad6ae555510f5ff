import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { render } from '../../rendering/render.js';
import { loadTemplateCatalogue } from '../../templates/template-catalogue.js';
import { append, broken, both, type Mutation, remove, setJson } from '../mutation.fixture.js';
import { askOfficialTools } from './official-tools.js';

const templates = loadTemplateCatalogue(join(projectRoot(), 'templates')).list();
const variables = { appId: 'wx0123456789abcdef', runtimeUrl: 'https://shop.example.com', revision: 1 };
const packages = templates.map((template) => {
  const [preset] = template.presets;
  const rendered = render(template, preset?.config ?? {}, variables);
  return [template.id, new Map([...template.files, ...rendered.files])] as const;
});

describe('WeChat\u2019s own tools', () => {
  it.each(packages)('have nothing against %s', async (_id, files) => {
    for (const report of await askOfficialTools(files)) {
      if (report.ran)
        expect({ tool: report.tool, findings: report.findings }).toEqual({ tool: report.tool, findings: [] });
      // Not silently: whoever reads the log sees what was not asked.
      else console.warn(`${report.tool} was not asked: ${report.reason}`);
    }
  });

  it.each<[string, string, Mutation, string]>([
    [
      'wcc',
      'a binding it cannot read',
      append('pages/home/index.wxml', '\n<view>{{a +}}</view>'),
      'pages/home/index.wxml',
    ],
    [
      'wcc',
      'a const in wxs',
      append('pages/home/index.wxml', '\n<wxs module="odd">const a = 1;</wxs>'),
      'pages/home/index.wxml',
    ],
    ['wcsc', 'a star selector', append('app.wxss', '\n* { margin: 0 }'), 'app.wxss'],
    ['miniprogram-ci', 'a tab bar without tabs', setJson('app.json', '/tabBar/list', []), 'app.json'],
    ['miniprogram-ci', 'an ext_json without AppID', setJson('ext.json', '/extAppid', undefined), 'ext.json'],
    ['miniprogram-ci', 'a module gone', remove('services/countdown.js'), ''],
    ['miniprogram-ci', 'a wrong type', both(setJson('app.json', '/pages', 'none')), 'app.json'],
  ])('%s finds %s', async (tool, _what, mutate, file) => {
    const [[, files]] = packages.filter(([id]) => id === 'retail') as [(typeof packages)[number]];
    const reports = await askOfficialTools(broken(files, mutate));
    const report = reports.find((one) => one.tool === tool);

    if (!report?.ran) return console.warn(`${tool} was not asked: ${report?.reason ?? ''}`);
    expect(report.findings.map((one) => one.file)).toContainEqual(file === '' ? expect.any(String) : file);
    for (const { severity } of report.findings) expect(severity).toBe(tool === 'miniprogram-ci' ? 'error' : 'warning');
  });
});
