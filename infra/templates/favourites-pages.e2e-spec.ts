import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import type { PlayedFolder } from '#testing/played-folder.js';
import { RuntimeWorld, type TestShop } from '../../services/runtime/test/runtime-world.js';
import { playPages, screen } from './played-pages.fixture.js';

const PICTURES = path.join(projectRoot(), '.data', 'favourites-pages');

describeInBrowser('favourites and personal data, played', () => {
  let world: RuntimeWorld;
  let shop: TestShop;
  let browser: TestBrowser;
  const played: PlayedFolder[] = [];

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    world = await RuntimeWorld.start();
    shop = await world.shop();
    browser = await openBrowser({ deviceScaleFactor: 2 });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    for (const folder of played) await folder.stop();
    await world.stop();
  });

  async function open(url: string, token: string, look: Readonly<Record<string, string>> = {}) {
    const folder = await playPages({ template: 'retail', appId: shop.appId, runtimeUrl: world.url, token }, url);
    played.push(folder);
    const page = await (await browser.anotherPerson()).newPage();
    await page.goto(`${folder.url}?${new URLSearchParams({ language: 'zh', ...look }).toString()}`);
    return page;
  }
  const picture = (page: Awaited<ReturnType<typeof open>>, name: string) =>
    page.screenshot({ path: path.join(PICTURES, `${name}.png`) });

  test('a shopper keeps a product, finds it again, sees what it has become, and lets it go', async () => {
    const token = await world.token(shop);
    const [product] = await world.rows<{ id: string; title: string; price_fen: number }>(
      shop,
      `select id, title, price_fen from product where state = 'active' and price_fen > 2000 order by position limit 1`,
    );
    const page = await open(`/pages/product/index?productId=${product?.id}`, token);
    const front = screen(page, 'pages/product/index');
    await front.getByText('收藏', { exact: true }).click();
    await front.getByText('已收藏', { exact: true }).waitFor();
    await picture(page, '1-product');
    await page.close();

    await world.rows(shop, 'update product set price_fen = price_fen - 500 where id = $1 returning id', [product?.id]);
    const list = await open('/pages/favourite-goods/index', token);
    const goods = screen(list, 'pages/favourite-goods/index');
    await goods.getByText('比收藏时降价 ¥5').waitFor();
    await picture(list, '2-list');
    await goods.getByText('取消收藏').click();
    await goods.getByText('还没有收藏商品').waitFor();
    await picture(list, '3-empty');
    await list.close();
  }, 120_000);

  test('a shopper asks to be forgotten, and takes it back', async () => {
    const token = await world.token(shop);
    const page = await open('/pages/my-data/index', token);
    const data = screen(page, 'pages/my-data/index');
    await data.getByText('申请注销').click();
    await page.getByRole('button', { name: '申请注销' }).click();
    await data.getByText('已申请注销').waitFor();
    await picture(page, '4-requested');
    await data.getByText('撤回申请').click();
    await data.getByText('申请注销').waitFor();
    await page.close();
  }, 120_000);

  test('looks like itself in English, by night and with large letters', async () => {
    const token = await world.token(shop);
    const look = { language: 'en', theme: 'dark', font: '1.4' };
    const data = await open('/pages/my-data/index', token, look);
    await screen(data, 'pages/my-data/index').getByText('Copy all data').waitFor();
    await picture(data, '5-data-en');
    const empty = await open('/pages/favourite-goods/index', token, look);
    await screen(empty, 'pages/favourite-goods/index').getByText('Nothing kept yet').waitFor();
    await picture(empty, '6-empty-en');
  }, 120_000);
});
