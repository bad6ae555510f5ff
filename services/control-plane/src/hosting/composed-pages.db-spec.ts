import { HostingWorld, type WorldShop } from '#testing/hosting-world.js';
import { refusal } from '#testing/refusal.js';
import { getStorefront, publishStorefront, saveDraft } from './storefront.contract.js';
import { getTemplate, listSections } from './templates.contract.js';

describe('hosting: composed pages', () => {
  let hosting: HostingWorld;
  let shop: WorldShop;

  beforeAll(async () => {
    hosting = await HostingWorld.start();
    shop = await hosting.shop();
  });
  afterAll(() => hosting.stop());

  const save = async (change: object) => {
    const { draft, draftVersion } = await shop.api.call(getStorefront, { params: shop.params });
    return shop.api.call(saveDraft, {
      params: shop.params,
      body: { config: { ...draft, ...change }, expectedVersion: draftVersion },
    });
  };
  const library = () => shop.api.call(listSections, { params: { templateId: 'retail' } });

  test('the section library has what an editor needs to add a section', async () => {
    const { pages, items } = await library();

    expect(pages.length).toBeGreaterThan(0);
    expect(items.length).toBeGreaterThanOrEqual(16);
    const banner = items.find(({ type }) => type === 'bannerCarousel');
    expect(banner).toMatchObject({
      data: null,
      blocks: [{ type: 'slide' }],
      schema: { properties: { blocks: { type: 'array' } } },
    });
    expect(items.find(({ type }) => type === 'productGrid')).toMatchObject({ data: 'products', blocks: [] });
  });

  test('every preset of every section can be put on a page as it is, and goes live without a package', async () => {
    await shop.api.call(publishStorefront, { params: shop.params, body: {} });
    const { items } = await library();
    const presets = items.flatMap((item) => item.presets.slice(0, 1).map(({ section }) => section));
    const sections = presets.map((section, index) => ({ ...section, id: `s${index}` }));

    await save({
      home: { showSearch: true, sections },
      pages: [{ id: 'about', title: '关于', sections: sections.slice(0, 2) }],
    });
    const { changes, needsPackage } = await shop.api.call(publishStorefront, { params: shop.params, body: {} });

    expect(changes.length).toBeGreaterThan(sections.length);
    expect(needsPackage).toBe(false);
  });

  test('faults of a page are refused with the place of each, and nothing is stored', async () => {
    const before = await shop.api.call(getStorefront, { params: shop.params });
    const title = (id: string, more: object = {}) => ({ id, type: 'title', settings: { text: 'x' }, ...more });
    const schedule = { from: '2026-02-01T00:00:00+08:00', to: '2026-01-01T00:00:00+08:00' };
    const sections = [title('a'), title('a'), title('b', { schedule }), { id: 'c', type: 'nothing', settings: {} }];
    const pages = [
      { id: 'about', title: '关于', sections: [] },
      { id: 'about', title: '', sections: Array.from({ length: 51 }, (_x, index) => title(`t${index}`)) },
      { id: 'Big Page', title: 'x' },
    ];

    const answer = await refusal(save({ home: { sections }, pages }));

    expect(answer).toMatchObject({ status: 422, code: 'storefront.config_invalid' });
    expect(answer.pointers).toEqual(
      expect.arrayContaining([
        '/home/sections/1/id',
        '/home/sections/2/schedule/to',
        '/home/sections/3/type',
        '/pages/1/id',
        '/pages/1/title',
        '/pages/1/sections',
        '/pages/2/id',
      ]),
    );
    expect(await shop.api.call(getStorefront, { params: shop.params })).toEqual(before);
  });

  test('the template’s schema is one flat schema that a form can walk', async () => {
    const { settingsSchema, deliveries } = await shop.api.call(getTemplate, { params: { templateId: 'retail' } });

    expect(JSON.stringify(settingsSchema)).not.toMatch(/"\$(?:ref|kit|sections)"/);
    const composed = deliveries.filter(({ pointer }) => /^\/(?:home\/sections|pages)/.test(pointer));
    expect(composed.length).toBeGreaterThan(50);
    expect(new Set(composed.map(({ delivery }) => delivery))).toEqual(new Set(['live']));
  });

  test('a template that is not there is a 404, a name that is none a 400, and a stranger is asked to log in', async () => {
    const call = (templateId: string, api = shop.api) => refusal(api.call(listSections, { params: { templateId } }));

    expect(await call('gone')).toMatchObject({ status: 404, code: 'template.not_found' });
    expect(await call('No Such')).toMatchObject({
      status: 400,
      code: 'request.invalid',
      pointers: ['/path/templateId'],
    });
    expect(await call('retail', hosting.world.stranger)).toMatchObject({ status: 401 });
  });
});
