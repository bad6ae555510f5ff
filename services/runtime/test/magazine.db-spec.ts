import { ArticleImporter } from '#commerce/magazine/article-import.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { eventually } from '#testing/eventually.js';
import * as magazine from '../src/magazine/magazine.contract.js';
import { getStorefront } from '../src/shop-window/shop-window.contract.js';
import { articleFile, editor, MagazineScene } from './magazine-scene.js';

let scene: MagazineScene;

beforeAll(async () => {
  scene = await MagazineScene.open();
});
afterAll(() => scene.world.stop());
beforeEach(() => scene.reset());

describe('articles', () => {
  test('are listed newest first, in pages, without any log-in; one whose hour has not come is not there', async () => {
    const first = await scene.world.client().call(magazine.listArticles, { params: scene.params, query: { limit: 1 } });
    const second = await scene.world.client().call(magazine.listArticles, {
      params: scene.params,
      query: { limit: 1, cursor: first.nextCursor ?? '' },
    });

    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['春茶怎么泡', 'On pots 🫖 العربية']);
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toMatchObject({
      author: { name: '林舟', avatarUrl: 'media/template/retail/demo/media/logo-tea-house.svg' },
      coverUrl: 'media/template/retail/demo/media/anji-baicha.svg',
      publishedAt: '2026-04-01T08:00:00Z',
      readMinutes: 1,
    });
  });

  test.each([
    [{ channel: '喝茶' }, ['春茶怎么泡']],
    [{ tag: '100%' }, ['春茶怎么泡']],
    [{ q: 'POTS' }, ['On pots 🫖 العربية']],
    [{ q: '%' }, ['春茶怎么泡']],
    [{ channel: '没有' }, []],
  ])('are found by %j', async (query, titles) => {
    const page = await scene.world.client().call(magazine.listArticles, { params: scene.params, query });
    expect(page.items.map(({ title }) => title)).toEqual(titles);
  });

  test('are read with pictures and goods, and without what could run', async () => {
    const article = await scene.world.client().call(magazine.getArticle, { params: scene.ofArticle });

    expect(article.body.map(({ type }) => type)).toEqual(['heading', 'text', 'image', 'product', 'quote']);
    expect(article.body[1]).toEqual({ type: 'text', html: '<p>八十度的水</p>茶' });
    expect(article.body[2]).toMatchObject({ url: 'media/template/retail/demo/media/anji-baicha.svg' });
    expect(article.body[3]).toMatchObject({ product: { priceFen: expect.any(Number), soldOut: false } });
    expect(article).toMatchObject({ bio: '写山里的茶', commentsOpen: true });
  });

  test('lose goods that are not on sale any more', async () => {
    await scene.world.rows(scene.shop, `update product set state = 'hidden' where handle = 'anji-baicha' returning 1`);
    await scene.world.app.get(Broadcast).publish('catalogue', scene.shop.tenantId);
    await eventually(
      () => scene.world.client().call(magazine.getArticle, { params: scene.ofArticle }),
      ({ body }) => body.every(({ type }) => type !== 'product'),
    );
    await scene.world.rows(scene.shop, `update product set state = 'active' where handle = 'anji-baicha' returning 1`);
  });

  test('have channels and authors', async () => {
    const channels = await scene.world.client().call(magazine.listChannels, { params: scene.params });
    const authors = await scene.world.client().call(magazine.listAuthors, { params: scene.params });
    const author = authors.items[0];

    expect(channels.items).toEqual(
      expect.arrayContaining([
        { name: '喝茶', articleCount: 1 },
        { name: '器物', articleCount: 1 },
      ]),
    );
    expect(authors.items.map(({ name }) => name)).toEqual(['林舟', 'Ana']);
    expect(
      await scene.world
        .client()
        .call(magazine.listArticles, { params: scene.params, query: { authorId: author?.id ?? '' } })
        .then(({ items }) => items.length),
    ).toBe(1);
    expect(
      await scene.world.client().call(magazine.getAuthor, { params: { ...scene.params, authorId: author?.id ?? '' } }),
    ).toMatchObject({ name: '林舟', articleCount: 1 });
  });

  test("a neighbour's, an unknown and a scheduled one are not found", async () => {
    const foreign = { appId: scene.neighbour.appId, articleId: scene.articleId };
    const scheduled = { ...scene.params, articleId: await scene.idOf('someday') };
    for (const wanted of [foreign, scheduled, { ...scene.params, articleId: newId() }]) {
      await expect(scene.world.client().call(magazine.getArticle, { params: wanted })).rejects.toMatchObject({
        status: 404,
        problem: { code: 'article.not_found' },
      });
    }
    const page = await scene.world.client().call(magazine.listArticles, { params: { appId: scene.neighbour.appId } });
    expect(page.items).toEqual([]);
  });

  test.each(['?limit=0', '?limit=51', '?cursor=abc', '?authorId=1', '?q=%20', '?colour=red'])(
    'refuse %s by the name of its field',
    async (query) => {
      const response = await fetch(`${scene.world.url}/a/${scene.shop.appId}/articles${query}`);
      expect(response.status).toBe(400);
      expect((await response.json()) as object).toMatchObject({
        errors: [{ pointer: expect.stringMatching(/^\/query/) }],
      });
    },
  );
});

test('sections of a composed page get the articles they ask for, and nothing that is not published', async () => {
  const section = (id: string, settings: object) => ({ id, type: 'articleList', settings });
  const [author] = await scene.world.rows<{ id: string }>(scene.shop, `select id from author where handle = 'ana'`);
  const sections = [
    section('all', {}),
    section('one', { limit: 1 }),
    section('channel', { channel: '喝茶' }),
    section('author', { authorId: author?.id }),
    section('chosen', {
      articleIds: [await scene.idOf('pots'), await scene.idOf('spring'), await scene.idOf('someday')],
    }),
    section('odd', { limit: 'many', articleIds: 7, channel: 3, tag: null }),
  ];
  const [applet] = await scene.world.rows<{ id: string }>(scene.shop, 'select id from applet');
  await scene.world.publish(scene.shop.tenantId, applet?.id ?? '', 2, { brand: { name: '茶' }, home: { sections } });
  await scene.world.app.get(Broadcast).publish('storefront', `${scene.shop.tenantId}:${scene.shop.appId}`);

  const document = await eventually(
    () => scene.world.client().call(getStorefront, { params: scene.params }),
    ({ revision }) => revision === 2,
  );

  const found = document.home.sections.map(({ id, articles = [] }) => [id, articles.map(({ title }) => title[0])]);
  expect(Object.fromEntries(found)).toEqual({
    all: ['春', 'O'],
    one: ['春'],
    channel: ['春'],
    author: ['O'],
    chosen: ['O', '春'],
    odd: ['春', 'O'],
  });
  expect(document.home.sections[1]?.articles?.[0]).toMatchObject({
    author: { name: '林舟' },
    readMinutes: 1,
    likes: 0,
  });
});

describe('likes and favourites', () => {
  test('count once per reader, however often and however many at once', async () => {
    const [one, two] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const like = (shopper: ApiClient) => shopper.call(magazine.likeArticle, { params: scene.ofArticle });
    await Promise.all([like(one), like(one), like(two), like(one)]);

    expect(await like(two)).toEqual({ count: 2 });
    expect(await scene.mine(one)).toMatchObject({ liked: true, favourite: false });
    expect(await one.call(magazine.unlikeArticle, { params: scene.ofArticle })).toEqual({ count: 1 });
    expect(await one.call(magazine.unlikeArticle, { params: scene.ofArticle })).toEqual({ count: 1 });
  });

  test('favourites are listed, the last kept first, and only to their reader', async () => {
    const [one, two] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
    const pots = { ...scene.params, articleId: await scene.idOf('pots') };
    await one.call(magazine.keepArticle, { params: scene.ofArticle });
    await one.call(magazine.keepArticle, { params: pots });
    await one.call(magazine.keepArticle, { params: pots });

    const first = await one.call(magazine.listFavourites, { params: scene.params, query: { limit: 1 } });
    const second = await one.call(magazine.listFavourites, {
      params: scene.params,
      query: { limit: 1, cursor: first.nextCursor ?? '' },
    });
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['On pots 🫖 العربية', '春茶怎么泡']);
    expect((await two.call(magazine.listFavourites, { params: scene.params })).items).toEqual([]);

    await one.call(magazine.dropArticle, { params: pots });
    expect((await one.call(magazine.listFavourites, { params: scene.params })).items).toHaveLength(1);
  });

  test('of an article that is not there are refused, and without a log-in', async () => {
    const shopper = await scene.world.shopper(scene.shop);
    const unknown = { ...scene.params, articleId: newId() };
    await expect(shopper.call(magazine.likeArticle, { params: unknown })).rejects.toMatchObject({ status: 404 });
    await expect(scene.world.client().call(magazine.likeArticle, { params: scene.ofArticle })).rejects.toMatchObject({
      status: 401,
    });
    await expect(scene.world.client().call(magazine.listFavourites, { params: scene.params })).rejects.toMatchObject({
      status: 401,
    });
    const stranger = await scene.world.shopper(scene.neighbour);
    await expect(
      stranger.call(magazine.likeArticle, { params: { appId: scene.neighbour.appId, articleId: scene.articleId } }),
    ).rejects.toMatchObject({ status: 404 });
  });
});

test('100 kB of article come whole and compressed', async () => {
  const body = Array.from({ length: 12 }, (_, place) => ({
    type: 'text',
    html: `<p>${`段${place}`.repeat(4_000)}</p>`,
  }));
  const importer = new ArticleImporter(scene.world.tenants, scene.world.app.get(Broadcast));
  const long = { authors: articleFile.authors, articles: [{ handle: 'long', author: 'lin', title: '长文', body }] };
  await importer.import(scene.shop.tenantId, structuredClone(long) as never, editor);

  const response = await scene.world
    .client()
    .send(magazine.getArticle, { params: { ...scene.params, articleId: await scene.idOf('long') } });

  const article = (await response.json()) as { body: { html: string }[]; readMinutes: number };
  expect(article.body.map(({ html }) => html)).toEqual(body.map(({ html }) => html));
  expect(article.readMinutes).toBeGreaterThan(100);
});
