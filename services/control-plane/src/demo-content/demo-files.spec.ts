import type { TemplatePreset, TemplateVersion } from '#hosting/templates/template-version.js';
import { Problem } from '#kernel/problems/problem.js';
import { readDemoFiles } from './demo-files.js';

const csv = 'Handle,Title,Variant Inventory Qty,Variant Price\n';
const preset = (files: object) => ({ id: 'p', title: { zh: '', en: '' }, config: {}, ...files }) as TemplatePreset;
const template = (assets: Readonly<Record<string, string>>) =>
  ({
    id: 'shop',
    assets: new Map(Object.entries(assets).map(([file, text]) => [file, Buffer.from(text)])),
  }) as unknown as TemplateVersion;

test('a preset without demo content has none', async () => {
  expect(await readDemoFiles(template({}), preset({}))).toEqual({
    goods: { rows: 0, products: [], issues: [] },
    booking: { services: [], staff: [] },
    magazine: { authors: [], articles: [] },
    tables: [],
  });
});

test('what a file leaves out is filled as the imports fill it', async () => {
  const assets = {
    'demo/tables.json': '{"tables":[{"name":" 1 ","seats":2}]}',
    'demo/staff.json': '{"services":[],"staff":[{"handle":"lin","name":"林","hours":[],"services":[]}]}',
  };
  const content = { tables: 'demo/tables.json', booking: 'demo/staff.json' };
  const files = await readDemoFiles(template(assets), preset({ content }));
  expect(files.tables).toEqual([{ area: '', name: '1', seats: 2 }]);
  expect(files.booking.staff[0]).toMatchObject({ state: 'active', position: 0, imageUrl: null });
});

test.each([
  ['no JSON', { booking: 'a.json' }, { 'a.json': '{"services":' }, ''],
  ['a file that is missing', { articles: 'a.json' }, {}, ''],
  ['an unknown field', { tables: 'a.json' }, { 'a.json': '{"tables":[{"name":"1","seats":2,"x":1}]}' }, '/tables/0/x'],
  ['a wrong type', { tables: 'a.json' }, { 'a.json': '{"tables":[{"name":"1","seats":"two"}]}' }, '/tables/0/seats'],
  ['an array', { articles: 'a.json' }, { 'a.json': '[]' }, ''],
  ['null', { booking: 'a.json' }, { 'a.json': 'null' }, ''],
])('%s is refused with file and place', async (_name, content, assets, pointer) => {
  const refused = readDemoFiles(template(assets), preset({ content }));
  const problem = await refused.then(
    () => null,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ code: 'demo_content.broken' });
  const { params, errors = [] } = (problem as Problem).options;
  expect(params).toMatchObject({ template: 'shop', file: 'a.json' });
  expect(errors.map((fault) => fault.pointer)).toContain(pointer);
});

test('goods with a bad price are refused with their row', async () => {
  const assets = { 'demo/goods.csv': `${csv}tea,茶,5,12\npot,壶,5,cheap\n` };
  await expect(readDemoFiles(template(assets), preset({ products: 'demo/goods.csv' }))).rejects.toMatchObject({
    code: 'demo_content.broken',
    options: { errors: [{ pointer: '/3/Variant Price' }] },
  });
});
