import { ArticleImporter } from '#commerce/magazine/article-import.js';
import { listComments } from '#commerce/magazine/comment-list.js';
import { CommentAdmin } from '#commerce/magazine/comment-admin.js';
import { ContentCheckAdmin } from '#commerce/content-checks/content-check-admin.js';
import { ContentCheckStep } from '#commerce/content-checks/content-check-step.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import type { ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { ContentSecurityClient } from '#kernel/wechat/content-security-client.js';
import { eventually } from '#testing/eventually.js';
import * as magazine from '../src/magazine/magazine.contract.js';
import { getStorefront } from '../src/shop-window/shop-window.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';
import { answering, authorise, received, TEXT_CHECK, verdict } from './wechat-of-applet.js';

let world: RuntimeWorld;
let shop: TestShop;
let neighbour: TestShop;
let step: ContentCheckStep;
let staff: { comments: CommentAdmin; contents: ContentCheckAdmin };
let articleId: string;

const editor = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };
const file = {
  authors: [
    { handle: 'lin', name: '林舟', bio: '写山里的茶', avatar: 'template:retail/demo/media/logo-tea-house.svg' },
    { handle: 'ana', name: 'Ana' },
  ],
  articles: [
    {
      handle: 'spring',
      author: 'lin',
      title: '春茶怎么泡',
      summary: '水温与时间',
      cover: 'template:retail/demo/media/anji-baicha.svg',
      channel: '喝茶',
      tags: ['春茶', '100%'],
      publishedAt: '2026-04-01T08:00:00Z',
      body: [
        { type: 'heading', text: '水' },
        {
          type: 'text',
          html: '<p onclick="x()">八十度<script>alert(1)</script>的水</p><a href="javascript:x()">茶</a>',
        },
        { type: 'image', source: 'template:retail/demo/media/anji-baicha.svg', caption: '安吉白茶' },
        { type: 'product', handle: 'anji-baicha' },
        { type: 'product', handle: 'nothing-like-it' },
        { type: 'quote', text: '茶者，南方之嘉木也。', by: '陆羽' },
      ],
    },
    {
      handle: 'pots',
      author: 'ana',
      title: 'On pots 🫖 العربية',
      channel: '器物',
      publishedAt: '2026-03-01T08:00:00Z',
      body: [{ type: 'text', html: '<p>Clay &amp; fire</p>' }],
    },
    {
      handle: 'someday',
      author: 'lin',
      title: '以后',
      channel: '喝茶',
      publishedAt: '2999-01-01T00:00:00Z',
      body: [{ type: 'text', html: '<p>以后见</p>' }],
    },
  ],
} as const;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
  neighbour = await world.shop(null);
  await authorise(world, shop);
  const { app, tenants } = world;
  await new ArticleImporter(tenants, app.get(Broadcast)).import(shop.tenantId, structuredClone(file) as never, editor);
  step = new ContentCheckStep(tenants, app.get(ContentSecurityClient), app.get(ObjectStore), app.get(CommerceSettings));
  staff = { comments: new CommentAdmin(tenants), contents: new ContentCheckAdmin(tenants, app.get(ObjectStore)) };
  articleId = await idOf('spring');
});
afterAll(() => world.stop());
beforeEach(() => {
  world.wechat.calls.length = 0;
  answering(world, { [TEXT_CHECK]: verdict('pass') });
});

async function idOf(handle: string): Promise<string> {
  const [row] = await world.rows<{ id: string }>(shop, 'select id from article where handle = $1', [handle]);
  return row?.id ?? '';
}

const params = () => ({ appId: shop.appId });
const ofArticle = () => ({ ...params(), articleId });
const write = (shopper: ApiClient, text: string) =>
  shopper.call(magazine.writeComment, { params: ofArticle(), body: { text } });
const mine = (shopper: ApiClient) => shopper.call(magazine.getMarks, { params: ofArticle() });

/** What a stranger reads now; past the cache, which may be five seconds old. */
async function shownTexts(): Promise<string[]> {
  const { items } = await listComments(world.app.get(TenantPool), shop.tenantId, {
    articleId,
    cursor: undefined,
    limit: 100,
  });
  return items.map(({ text }) => text);
}

const tally = async () =>
  (
    await world.rows<{ likes: number; favourites: number; comments: number; truth: number }>(
      shop,
      `select likes, favourites, comments,
         (select count(*)::int from article_comment c where c.article_id = t.article_id and state = 'shown') as truth
       from article_tally t where article_id = $1`,
      [articleId],
    )
  )[0];

describe('articles', () => {
  test('are listed newest first, in pages, without any log-in; one whose hour has not come is not there', async () => {
    const first = await world.client().call(magazine.listArticles, { params: params(), query: { limit: 1 } });
    const second = await world.client().call(magazine.listArticles, {
      params: params(),
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
    const page = await world.client().call(magazine.listArticles, { params: params(), query });
    expect(page.items.map(({ title }) => title)).toEqual(titles);
  });

  test('are read with pictures and goods, and without what could run', async () => {
    const article = await world.client().call(magazine.getArticle, { params: ofArticle() });

    expect(article.body.map(({ type }) => type)).toEqual(['heading', 'text', 'image', 'product', 'quote']);
    expect(article.body[1]).toEqual({ type: 'text', html: '<p>八十度的水</p>茶' });
    expect(article.body[2]).toMatchObject({ url: 'media/template/retail/demo/media/anji-baicha.svg' });
    expect(article.body[3]).toMatchObject({ product: { priceFen: expect.any(Number), soldOut: false } });
    expect(article).toMatchObject({ bio: '写山里的茶', commentsOpen: true });
  });

  test('lose goods that are not on sale any more', async () => {
    await world.rows(shop, `update product set state = 'hidden' where handle = 'anji-baicha' returning 1`);
    await world.app.get(Broadcast).publish('catalogue', shop.tenantId);
    await eventually(
      () => world.client().call(magazine.getArticle, { params: ofArticle() }),
      ({ body }) => body.every(({ type }) => type !== 'product'),
    );
    await world.rows(shop, `update product set state = 'active' where handle = 'anji-baicha' returning 1`);
  });

  test('have channels and authors', async () => {
    const channels = await world.client().call(magazine.listChannels, { params: params() });
    const authors = await world.client().call(magazine.listAuthors, { params: params() });
    const author = authors.items[0];

    expect(channels.items).toEqual(
      expect.arrayContaining([
        { name: '喝茶', articleCount: 1 },
        { name: '器物', articleCount: 1 },
      ]),
    );
    expect(authors.items.map(({ name }) => name)).toEqual(['林舟', 'Ana']);
    expect(
      await world
        .client()
        .call(magazine.listArticles, { params: params(), query: { authorId: author?.id ?? '' } })
        .then(({ items }) => items.length),
    ).toBe(1);
    expect(
      await world.client().call(magazine.getAuthor, { params: { ...params(), authorId: author?.id ?? '' } }),
    ).toMatchObject({ name: '林舟', articleCount: 1 });
  });

  test("a neighbour's, an unknown and a scheduled one are not found", async () => {
    const foreign = { appId: neighbour.appId, articleId };
    const scheduled = { ...params(), articleId: await idOf('someday') };
    for (const wanted of [foreign, scheduled, { ...params(), articleId: newId() }]) {
      await expect(world.client().call(magazine.getArticle, { params: wanted })).rejects.toMatchObject({
        status: 404,
        problem: { code: 'article.not_found' },
      });
    }
    const page = await world.client().call(magazine.listArticles, { params: { appId: neighbour.appId } });
    expect(page.items).toEqual([]);
  });

  test.each(['?limit=0', '?limit=51', '?cursor=abc', '?authorId=1', '?q=%20', '?colour=red'])(
    'refuse %s by the name of its field',
    async (query) => {
      const response = await fetch(`${world.url}/a/${shop.appId}/articles${query}`);
      expect(response.status).toBe(400);
      expect((await response.json()) as object).toMatchObject({
        errors: [{ pointer: expect.stringMatching(/^\/query/) }],
      });
    },
  );
});

test('sections of a composed page get the articles they ask for, and nothing that is not published', async () => {
  const section = (id: string, settings: object) => ({ id, type: 'articleList', settings });
  const [author] = await world.rows<{ id: string }>(shop, `select id from author where handle = 'ana'`);
  const sections = [
    section('all', {}),
    section('one', { limit: 1 }),
    section('channel', { channel: '喝茶' }),
    section('author', { authorId: author?.id }),
    section('chosen', { articleIds: [await idOf('pots'), await idOf('spring'), await idOf('someday')] }),
    section('odd', { limit: 'many', articleIds: 7, channel: 3, tag: null }),
  ];
  const [applet] = await world.rows<{ id: string }>(shop, 'select id from applet');
  await world.publish(shop.tenantId, applet?.id ?? '', 2, { brand: { name: '茶' }, home: { sections } });
  await world.app.get(Broadcast).publish('storefront', `${shop.tenantId}:${shop.appId}`);

  const document = await eventually(
    () => world.client().call(getStorefront, { params: params() }),
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
    const [one, two] = [await world.shopper(shop), await world.shopper(shop)];
    const like = (shopper: ApiClient) => shopper.call(magazine.likeArticle, { params: ofArticle() });
    await Promise.all([like(one), like(one), like(two), like(one)]);

    expect(await like(two)).toEqual({ count: 2 });
    expect(await mine(one)).toMatchObject({ liked: true, favourite: false });
    expect(await one.call(magazine.unlikeArticle, { params: ofArticle() })).toEqual({ count: 1 });
    expect(await one.call(magazine.unlikeArticle, { params: ofArticle() })).toEqual({ count: 1 });
  });

  test('favourites are listed, the last kept first, and only to their reader', async () => {
    const [one, two] = [await world.shopper(shop), await world.shopper(shop)];
    const pots = { ...params(), articleId: await idOf('pots') };
    await one.call(magazine.keepArticle, { params: ofArticle() });
    await one.call(magazine.keepArticle, { params: pots });
    await one.call(magazine.keepArticle, { params: pots });

    const first = await one.call(magazine.listFavourites, { params: params(), query: { limit: 1 } });
    const second = await one.call(magazine.listFavourites, {
      params: params(),
      query: { limit: 1, cursor: first.nextCursor ?? '' },
    });
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['On pots 🫖 العربية', '春茶怎么泡']);
    expect((await two.call(magazine.listFavourites, { params: params() })).items).toEqual([]);

    await one.call(magazine.dropArticle, { params: pots });
    expect((await one.call(magazine.listFavourites, { params: params() })).items).toHaveLength(1);
  });

  test('of an article that is not there are refused, and without a log-in', async () => {
    const shopper = await world.shopper(shop);
    const unknown = { ...params(), articleId: newId() };
    await expect(shopper.call(magazine.likeArticle, { params: unknown })).rejects.toMatchObject({ status: 404 });
    await expect(world.client().call(magazine.likeArticle, { params: ofArticle() })).rejects.toMatchObject({
      status: 401,
    });
    await expect(world.client().call(magazine.listFavourites, { params: params() })).rejects.toMatchObject({
      status: 401,
    });
    const stranger = await world.shopper(neighbour);
    await expect(
      stranger.call(magazine.likeArticle, { params: { appId: neighbour.appId, articleId } }),
    ).rejects.toMatchObject({ status: 404 });
  });
});

describe('a comment', () => {
  test('that passes is shown to everybody, with name and emoji, and counted', async () => {
    const shopper = await world.shopper(shop);
    const comment = await write(shopper, ' 好茶 🍵 ‏مرحبا ');

    expect(comment).toMatchObject({ state: 'shown', text: '好茶 🍵 ‏مرحبا' });
    expect(received(world, TEXT_CHECK)).toMatchObject([{ content: '好茶 🍵 ‏مرحبا', version: 2, scene: 2 }]);
    const page = await world.client().call(magazine.listComments, { params: ofArticle() });
    expect(page.items).toMatchObject([{ text: '好茶 🍵 ‏مرحبا', nickname: null, reply: null }]);
    expect(await tally()).toMatchObject({ comments: 1, truth: 1 });
  });

  test('said twice, or five times at once, is one comment and one question to WeChat', async () => {
    const shopper = await world.shopper(shop);
    const ids = await Promise.all(Array.from({ length: 5 }, () => write(shopper, '一口气点了五下')));

    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect(received(world, TEXT_CHECK)).toHaveLength(1);
    expect((await shownTexts()).filter((text) => text === '一口气点了五下')).toHaveLength(1);
  });

  test('that WeChat refuses is never shown, and its writer is told why', async () => {
    answering(world, { [TEXT_CHECK]: verdict('risky') });
    const shopper = await world.shopper(shop);

    await expect(write(shopper, '坏话一句')).rejects.toMatchObject({
      status: 422,
      problem: { code: 'content.refused', errors: [{ pointer: '/text', code: 'content' }] },
    });
    expect(await shownTexts()).not.toContain('坏话一句');
    expect(await world.rows(shop, `select 1 from article_comment where words = '坏话一句'`)).toEqual([]);
  });

  test.each([
    ['WeChat leaves it to a person', verdict('review')],
    ['WeChat is down', 'down' as const],
  ])('waits while %s: only its writer sees it', async (name, answer) => {
    answering(world, { [TEXT_CHECK]: answer });
    const shopper = await world.shopper(shop);
    const text = `等一等 ${name}`;

    expect(await write(shopper, text)).toMatchObject({ state: 'held' });

    expect(await shownTexts()).not.toContain(text);
    expect((await mine(shopper)).comments).toMatchObject([{ state: 'held', text }]);
    const held = await staff.contents.listHeld(shop.tenantId, null, 20);
    expect(held.map(({ content }) => content)).toContain(text);
  });

  test.each([
    ['passed', 'shown'],
    ['refused', 'refused'],
  ] as const)('that the staff find %s is %s', async (decision, state) => {
    answering(world, { [TEXT_CHECK]: verdict('review') });
    const shopper = await world.shopper(shop);
    const text = `由店家决定 ${decision}`;
    const { id } = await write(shopper, text);
    const listed = await staff.comments.list(shop.tenantId, {
      after: null,
      limit: 50,
      state: 'held',
      articleId,
      reported: false,
    });
    const checkId = listed.find((comment) => comment.id === id)?.checkId ?? '';

    await staff.contents.decide(shop.tenantId, checkId, decision, editor);

    expect((await mine(shopper)).comments).toMatchObject([{ id, state }]);
    expect((await shownTexts()).includes(text)).toBe(state === 'shown');
    const counted = await tally();
    expect(counted?.comments).toBe(counted?.truth);
  });

  test('held by an outage is shown when WeChat agrees later, and refused when it does not', async () => {
    answering(world, { [TEXT_CHECK]: 'down' });
    const shopper = await world.shopper(shop);
    for (const text of ['后来通过', '后来拒绝']) await write(shopper, text);
    for (const [text, suggest] of [
      ['后来通过', 'pass'],
      ['后来拒绝', 'risky'],
    ] as const) {
      answering(world, { [TEXT_CHECK]: verdict(suggest) });
      const [check] = await world.rows<{ id: string }>(
        shop,
        `update content_check set next_attempt_at = now() where content = $1 returning id`,
        [text],
      );
      await step.handle({ tenantId: shop.tenantId, checkId: check?.id ?? '' });
    }

    const states = (await mine(shopper)).comments.map((comment) => comment.state).sort();
    expect(states).toEqual(['refused', 'shown']);
    expect(await shownTexts()).toContain('后来通过');
  });

  test('is taken back by its writer alone, twice if they like; said again it is checked again', async () => {
    answering(world, { [TEXT_CHECK]: verdict('review') });
    const [shopper, other] = [await world.shopper(shop), await world.shopper(shop)];
    const { id } = await write(shopper, '收回这句');
    const target = { ...params(), commentId: id };

    await expect(other.call(magazine.withdrawComment, { params: target })).rejects.toMatchObject({ status: 404 });
    await shopper.call(magazine.withdrawComment, { params: target });
    await shopper.call(magazine.withdrawComment, { params: target });

    expect((await mine(shopper)).comments).toEqual([]);
    const held = await staff.contents.listHeld(shop.tenantId, null, 50);
    expect(held.map(({ content }) => content)).not.toContain('收回这句');
    answering(world, { [TEXT_CHECK]: verdict('pass') });
    expect(await write(shopper, '收回这句')).toMatchObject({ state: 'shown' });
  });

  test('is hidden and shown by the merchant, and hidden words cannot be said again', async () => {
    const shopper = await world.shopper(shop);
    const { id } = await write(shopper, '被隐藏的话');
    await staff.comments.reply(shop.tenantId, id, '谢谢', editor);
    await staff.comments.move(shop.tenantId, id, 'hidden', editor);
    expect(await shownTexts()).not.toContain('被隐藏的话');
    await staff.comments.move(shop.tenantId, id, 'shown', editor);
    expect(await shownTexts()).toContain('被隐藏的话');
    await staff.comments.move(shop.tenantId, id, 'hidden', editor);

    await shopper.call(magazine.withdrawComment, { params: { ...params(), commentId: id } });

    expect(await write(shopper, '被隐藏的话')).toMatchObject({ id, state: 'hidden', text: null });
    expect(await shownTexts()).not.toContain('被隐藏的话');
    await expect(staff.comments.move(shop.tenantId, id, 'shown', editor)).rejects.toMatchObject({
      code: 'comment.state_conflict',
    });
    const counted = await tally();
    expect(counted?.comments).toBe(counted?.truth);
  });

  test('written, judged, hidden, shown and taken back by everybody at once leaves a count that is true, and no waiting for ever', async () => {
    answering(world, { [TEXT_CHECK]: verdict('review') });
    const shoppers = await Promise.all(Array.from({ length: 6 }, () => world.shopper(shop)));
    const written = await Promise.all(shoppers.map((shopper, place) => write(shopper, `一起来 ${place}`)));
    const held = await world.rows<{ id: string }>(shop, `select id from content_check where content like '一起来%'`);
    expect(held).toHaveLength(6);
    const mayBeLate = (call: Promise<unknown>) => call.catch((error: { code?: string }) => error.code ?? error);

    const outcomes = await Promise.all([
      ...held.map(({ id }, place) =>
        mayBeLate(staff.contents.decide(shop.tenantId, id, place % 3 === 0 ? 'refused' : 'passed', editor)),
      ),
      ...written.flatMap(({ id }, place) => [
        mayBeLate(staff.comments.move(shop.tenantId, id, 'hidden', editor)),
        mayBeLate(staff.comments.move(shop.tenantId, id, 'shown', editor)),
        mayBeLate(shoppers[place]!.call(magazine.withdrawComment, { params: { ...params(), commentId: id } })),
        mayBeLate(write(shoppers[place]!, `一起来 ${place}`)),
        mayBeLate(shoppers[place]!.call(magazine.likeArticle, { params: ofArticle() })),
      ]),
    ]);

    const refusals = outcomes.filter((outcome) => typeof outcome === 'string');
    expect(refusals.filter((code) => !/^(comment|content)\./.test(code))).toEqual([]);
    const answers = outcomes.filter((outcome) => outcome instanceof Error) as (Error & { status?: number })[];
    expect(answers.filter(({ status = 500 }) => status >= 500)).toEqual([]);
    const counted = await tally();
    expect(counted?.comments).toBe(counted?.truth);
  });

  test('is reported once per reader', async () => {
    const [shopper, reader] = [await world.shopper(shop), await world.shopper(shop)];
    const { id } = await write(shopper, '值得举报');
    const report = { params: { ...params(), commentId: id }, body: { reason: 'abuse' as const } };
    await reader.call(magazine.reportComment, report);
    await reader.call(magazine.reportComment, report);

    const reported = await staff.comments.list(shop.tenantId, {
      after: null,
      limit: 20,
      state: null,
      articleId: null,
      reported: true,
    });
    expect(reported).toMatchObject([{ id, reports: 1 }]);
  });

  test.each([
    ['nothing', '', 'minLength'],
    ['blanks', '   ', 'pattern'],
    ['501 characters', 'x'.repeat(501), 'maxLength'],
    ['a control character', 'a\u0001b', 'pattern'],
    ['a number', 17, 'type'],
  ])('of %s is refused before WeChat is asked', async (_name, text, code) => {
    const shopper = await world.shopper(shop);

    const refused = shopper.call(magazine.writeComment, { params: ofArticle(), body: { text: text as string } });

    await expect(refused).rejects.toMatchObject({
      status: 400,
      problem: { errors: expect.arrayContaining([expect.objectContaining({ pointer: '/text', code })]) },
    });
    expect(received(world, TEXT_CHECK)).toEqual([]);
  });

  test('whatever becomes of it, and however many come at once, WeChat is not asked without end for one reader', async () => {
    answering(world, { [TEXT_CHECK]: verdict('risky') });
    const shopper = await world.shopper(shop);
    const all = await Promise.allSettled(Array.from({ length: 90 }, (_, place) => write(shopper, `坏话 ${place}`)));
    const codes = all.map((one) =>
      one.status === 'rejected' ? (one.reason as ProblemAnswer).problem.code : 'written',
    );

    expect(new Set(codes)).toEqual(new Set(['content.refused', 'content.too_many']));
    expect(received(world, TEXT_CHECK)).toHaveLength(30);
    await expect(write(shopper, '再来')).rejects.toMatchObject({ status: 429 });
    expect(await write(await world.shopper(shop), '别人').catch((error: ProblemAnswer) => error.status)).not.toBe(429);
  });

  test('needs a log-in, an article that takes comments, and a pause after ten', async () => {
    await expect(
      world.client().call(magazine.writeComment, { params: ofArticle(), body: { text: 'x' } }),
    ).rejects.toMatchObject({ status: 401 });
    const stranger = await world.shopper(neighbour);
    await expect(
      stranger.call(magazine.writeComment, {
        params: { appId: neighbour.appId, articleId },
        body: { text: 'x' },
      }),
    ).rejects.toMatchObject({ status: 404 });

    const shopper = await world.shopper(shop);
    for (let place = 0; place < 10; place += 1) await write(shopper, `第 ${place} 句`);
    await expect(write(shopper, '第十一句')).rejects.toMatchObject({
      status: 429,
      problem: { code: 'comment.too_many' },
    });
    expect(await write(shopper, '第 3 句')).toMatchObject({ state: 'shown' });

    const hasty = await world.shopper(shop);
    const all = await Promise.allSettled(Array.from({ length: 25 }, (_, place) => write(hasty, `一起说 ${place}`)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect((await mine(hasty)).comments).toHaveLength(10);

    await world.rows(shop, 'update article set comments_open = false where id = $1 returning 1', [articleId]);
    await expect(write(await world.shopper(shop), '还能说吗')).rejects.toMatchObject({
      status: 409,
      problem: { code: 'comment.closed' },
    });
  });
});

test('100 kB of article come whole and compressed', async () => {
  const body = Array.from({ length: 12 }, (_, place) => ({
    type: 'text',
    html: `<p>${`段${place}`.repeat(4_000)}</p>`,
  }));
  const importer = new ArticleImporter(world.tenants, world.app.get(Broadcast));
  const long = { authors: file.authors, articles: [{ handle: 'long', author: 'lin', title: '长文', body }] };
  await importer.import(shop.tenantId, structuredClone(long) as never, editor);

  const response = await world
    .client()
    .send(magazine.getArticle, { params: { ...params(), articleId: await idOf('long') } });

  const article = (await response.json()) as { body: { html: string }[]; readMinutes: number };
  expect(article.body.map(({ html }) => html)).toEqual(body.map(({ html }) => html));
  expect(article.readMinutes).toBeGreaterThan(100);
});
