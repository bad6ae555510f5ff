import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ArticleImageFetcher } from '#commerce/magazine/article-image-fetcher.js';
import { ArticlePublisher } from '#commerce/magazine/article-publishing.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import type { CallInput } from '#kernel/http/client.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { World } from '#testing/world.js';
import {
  hideComment,
  listComments as listAllComments,
  replyToComment,
  showComment,
} from './magazine-comments.contract.js';
import * as magazine from './magazine.contract.js';
import { importProducts, listProducts } from './products.contract.js';
import { createCoupon } from './promotions.contract.js';

let world: World;
let tenants: TenantDatabase;
let api: ApiClient;
let neighbour: ApiClient;
let merchantId: string;
let productId: string;
let authorId: string;
let pictures: Server;

beforeAll(async () => {
  world = await World.start();
  tenants = await TenantDatabase.connect(world.database.access);
  const agency = await world.agency();
  api = agency.api;
  neighbour = (await world.agency()).api;
  merchantId = (await world.merchant(agency)).id;
  const csv = 'Handle,Title,Variant Inventory Qty,Variant Price\ntent,Tent,5,299\n';
  await api.call(importProducts, { params: params(), body: new TextEncoder().encode(csv) });
  const goods = await api.call(listProducts, { params: params() });
  productId = goods.items[0]?.id ?? '';
  const author = await api.call(magazine.createAuthor, { params: params(), body: { name: '山野编辑部' } });
  authorId = author.id;
  pictures = createServer((request, response) => {
    const isPicture = request.url === '/cover.gif';
    response.writeHead(isPicture ? 200 : 404).end(isPicture ? 'GIF89a................' : '');
  });
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => pictures.close(resolve));
  await tenants.close();
  await world.stop();
});

const params = () => ({ merchantId });
const tenantId = () => asId<TenantId>(merchantId);
const rows = <Row>(sql: string, parameters: readonly unknown[] = []) =>
  tenants.transaction(tenantId(), (tx) => tx.query<Row>(sql, parameters));
const text = (html: string) => ({ type: 'text' as const, html });
const create = (over: Partial<NonNullable<CallInput<typeof magazine.createArticle>['body']>> = {}) =>
  api.call(magazine.createArticle, {
    params: params(),
    body: { authorId, title: '第一次露营', body: [text('<p>带什么，怎么搭</p>')], ...over },
  });
const coupon = async () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const terms = { title: '读者券', kind: 'amount', amountFen: 500, thresholdFen: 0, perShopper: 1 } as const;
  const body = { ...terms, startsAt: day(-1), endsAt: day(1) };
  return (await api.call(createCoupon, { params: params(), body })).id;
};
const of = (articleId: string) => ({ params: { merchantId, articleId } });

async function refusal(call: Promise<unknown>): Promise<{ status: number; code: string; pointers: string[] }> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemAnswer)) throw new Error(`not refused: ${String(error)}`);
  const { code, errors = [] } = error.problem;
  return { status: error.status, code, pointers: errors.map(({ pointer }) => pointer) };
}

describe('an author', () => {
  test('is added, changed and deleted, but not while there are articles', async () => {
    const made = await api.call(magazine.createAuthor, {
      params: params(),
      body: { name: ' 小满 ', bio: '写饭', avatar: 'template:retail/demo/media/anji-baicha.svg', position: 3 },
    });
    expect(made).toMatchObject({
      name: '小满',
      avatarUrl: 'media/template/retail/demo/media/anji-baicha.svg',
      articleCount: 0,
    });
    const target = { merchantId, authorId: made.id };
    const changed = await api.call(magazine.changeAuthor, { params: target, body: { name: '小满' } });
    expect(changed).toMatchObject({ name: '小满', bio: '', avatar: null });
    const article = await create({ authorId: made.id });

    expect(await refusal(api.call(magazine.deleteAuthor, { params: target }))).toMatchObject({
      status: 409,
      code: 'author.has_articles',
    });
    await api.call(magazine.deleteArticle, of(article.id));
    await api.call(magazine.deleteAuthor, { params: target });
    const { items } = await api.call(magazine.listAuthors, { params: params() });
    expect(items.map(({ id }) => id)).not.toContain(made.id);
  });

  test.each([
    ['without a name', {}, '/name'],
    ['with a picture that is no address', { name: 'x', avatar: 'javascript:alert(1)' }, '/avatar'],
    ["with a path out of the template's folder", { name: 'x', avatar: 'template:retail/../../etc/passwd' }, '/avatar'],
  ])('%s is refused', async (_name, body, pointer) => {
    const refused = await refusal(api.call(magazine.createAuthor, { params: params(), body: body as never }));
    expect(refused).toMatchObject({ status: 400, pointers: expect.arrayContaining([pointer]) });
  });
});

describe('an article', () => {
  test('is a draft first, changed by its writer, and previewed as readers will see it', async () => {
    const draft = await create({
      tags: ['露营', '露营'],
      body: [
        text('<p onload="x">好<iframe src="https://evil.test"></iframe></p>'),
        text('<script>1</script>'),
        { type: 'product', productId },
        { type: 'coupon', couponId: await coupon() },
      ],
    });
    expect(draft).toMatchObject({ state: 'draft', tags: ['露营'], authorName: '山野编辑部', readMinutes: 1, likes: 0 });
    expect(draft.body).toHaveLength(3);

    const changed = await api.call(magazine.changeArticle, {
      ...of(draft.id),
      body: { authorId, title: '改名', body: draft.body },
    });
    expect(changed).toMatchObject({ title: '改名', tags: [] });
    const preview = await api.call(magazine.previewArticle, of(draft.id));
    expect(preview).toMatchObject({
      title: '改名',
      publishedAt: null,
      body: [
        { type: 'text', html: '<p>好</p>' },
        { type: 'product', product: { title: 'Tent', priceFen: 29_900 } },
        { type: 'coupon', coupon: { title: '读者券', amountFen: 500, remaining: null } },
      ],
    });
    expect(await rows('select action from audit_entry where subject_id = $1 order by id', [draft.id])).toEqual([
      { action: 'article.create' },
      { action: 'article.change' },
    ]);
  });

  test('is published, withdrawn, published again with its first date, and deleted only when nobody sees it', async () => {
    const { id } = await create();
    const published = await api.call(magazine.publishArticle, { ...of(id), body: {} });
    expect(published).toMatchObject({ state: 'published', publishedAt: expect.any(String) });
    for (const call of [
      api.call(magazine.publishArticle, { ...of(id), body: {} }),
      api.call(magazine.deleteArticle, of(id)),
    ])
      expect((await refusal(call)).status).toBe(409);

    expect(await api.call(magazine.withdrawArticle, of(id))).toMatchObject({ state: 'withdrawn' });
    const again = await api.call(magazine.publishArticle, { ...of(id), body: {} });
    expect(again.publishedAt).toBe(published.publishedAt);
    await api.call(magazine.withdrawArticle, of(id));
    await api.call(magazine.deleteArticle, of(id));
    expect(await refusal(api.call(magazine.getArticle, of(id)))).toMatchObject({ code: 'article.not_found' });
  });

  test('is published when its hour has come: not before, once, and not after it was taken back', async () => {
    const { id } = await create();
    const publishAt = new Date(Date.now() + 3_600_000).toISOString();
    const publisher = new ArticlePublisher(tenants, world.app.get(Broadcast));
    const job = { tenantId: tenantId(), articleId: id };

    expect(await api.call(magazine.publishArticle, { ...of(id), body: { publishAt } })).toMatchObject({
      state: 'scheduled',
      publishAt,
    });
    const [waiting] = await rows<{ run_at: Date }>(
      `select run_at from outbox where job = 'article.publish' and payload ->> 'articleId' = $1`,
      [id],
    );
    expect(waiting?.run_at.toISOString()).toBe(publishAt);
    await publisher.handle(job);
    expect(await api.call(magazine.getArticle, of(id))).toMatchObject({ state: 'scheduled' });

    await rows(`update article set publish_at = now() - interval '1 minute' where id = $1 returning 1`, [id]);
    await publisher.handle(job);
    await publisher.handle(job);
    expect(await api.call(magazine.getArticle, of(id))).toMatchObject({ state: 'published', publishAt: null });

    const other = await create();
    await api.call(magazine.publishArticle, { ...of(other.id), body: { publishAt } });
    expect(await api.call(magazine.withdrawArticle, of(other.id))).toMatchObject({ state: 'draft', publishAt: null });
    await publisher.handle({ tenantId: tenantId(), articleId: other.id });
    expect(await api.call(magazine.getArticle, of(other.id))).toMatchObject({ state: 'draft' });
  });

  test('that is empty is not published, and a published one is not emptied', async () => {
    const { id } = await create({ body: [text('<script>alert(1)</script>')] });
    expect(await refusal(api.call(magazine.publishArticle, { ...of(id), body: {} }))).toMatchObject({
      status: 422,
      code: 'article.empty',
      pointers: ['/body'],
    });
    const full = await create();
    await api.call(magazine.publishArticle, { ...of(full.id), body: {} });
    const emptied = api.call(magazine.changeArticle, { ...of(full.id), body: { authorId, title: 'x', body: [] } });
    expect(await refusal(emptied)).toMatchObject({ code: 'article.empty' });
  });

  test("names its author's and products' place when they are not of this shop", async () => {
    const refused = create({ authorId: newId(), body: [text('x'), { type: 'product', productId: newId() }] });
    expect(await refusal(refused)).toMatchObject({
      status: 422,
      code: 'article.reference_unknown',
      pointers: ['/authorId', '/body/1/productId'],
    });
  });

  test.each([
    ['no title', { title: ' ' }, '/title'],
    ['a block of no known kind', { body: [{ type: 'iframe', src: 'x' }] }, '/body/0/type'],
    ['a picture inside the house', { cover: 'file:///etc/passwd' }, '/cover'],
    ['a video over http', { body: [{ type: 'video', source: 'http://a.test/v.mp4' }] }, '/body/0/source'],
    ['201 blocks', { body: Array.from({ length: 201 }, () => text('x')) }, '/body'],
    ['too long a text', { body: [text('x'.repeat(10_001))] }, '/body/0/html'],
    ['eleven tags', { tags: Array.from({ length: 11 }, (_, n) => `t${n}`) }, '/tags'],
    ['an unknown field', { html: 'x' }, '/html'],
  ])('with %s is refused', async (_name, over, pointer) => {
    const refused = await refusal(create(over as never));
    expect(refused).toMatchObject({ status: 400, pointers: expect.arrayContaining([pointer]) });
  });

  test('of a text full of entities, longer when stored than when sent, comes back whole', async () => {
    const html = `<p>${'&'.repeat(9_900)}</p>`;
    const { id } = await create({ body: [text(html)] });
    const { body } = await api.call(magazine.getArticle, of(id));
    expect((body[0] as { html: string }).html).toBe(`<p>${'&amp;'.repeat(9_900)}</p>`);
  });

  test('is listed by state and words, in pages', async () => {
    await create({ title: '独一无二的标题 100%' });
    const page = await api.call(magazine.listArticles, { params: params(), query: { q: '100%', state: 'draft' } });
    expect(page.items.map(({ title }) => title)).toEqual(['独一无二的标题 100%']);
    const first = await api.call(magazine.listArticles, { params: params(), query: { limit: 1 } });
    const second = await api.call(magazine.listArticles, {
      params: params(),
      query: { limit: 1, cursor: first.nextCursor ?? '' },
    });
    expect(first.items[0]?.id).not.toBe(second.items[0]?.id);
  });

  test('brings its pictures into our storage, and says which it could not have', async () => {
    const host = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;
    const { id, missingImages } = await create({
      cover: `${host}/cover.gif`,
      body: [{ type: 'image', source: `${host}/gone.png` }],
    });
    expect(missingImages).toHaveLength(2);
    const settings = new CommerceSettings('http://runtime.test', 'templates', () => true);
    const { app } = world;
    const fetcher = new ArticleImageFetcher(tenants, app.get(ObjectStore), app.get(Broadcast), settings);
    const due = await rows<{ imageId: string }>(
      `select payload ->> 'imageId' as "imageId" from outbox where job = 'article-image.fetch'`,
    );
    for (const { imageId } of due) {
      const context = { attempt: 1, signal: new AbortController().signal };
      await fetcher.handle({ tenantId: tenantId(), imageId }, context);
    }

    const article = await api.call(magazine.getArticle, of(id));
    expect(article.coverUrl).toMatch(/^media\/[0-9a-f]{64}\.gif$/);
    expect(article.missingImages).toEqual([{ source: `${host}/gone.png`, error: 'the server answered 404' }]);
    expect(await api.call(magazine.previewArticle, of(id))).toMatchObject({ body: [] });
  });
});

describe('a file of articles', () => {
  const file = {
    authors: [{ handle: 'lu', name: '陆野' }],
    articles: [
      {
        handle: 'ridge',
        author: 'lu',
        title: '走山脊',
        publishedAt: '2026-05-01T00:00:00Z',
        body: [
          text('<p>风大</p>'),
          { type: 'product' as const, handle: 'tent' },
          { type: 'product' as const, handle: 'no' },
        ],
      },
      { handle: 'later', author: 'lu', title: '以后', publishedAt: '2999-01-01T00:00:00Z', body: [text('x')] },
    ],
  };

  test('is imported, and importing it again changes nothing', async () => {
    const first = await api.call(magazine.importArticles, { params: params(), body: file });
    const again = await api.call(magazine.importArticles, { params: params(), body: file });

    expect(first).toEqual({ authors: 1, created: 2, updated: 0, unchanged: 0, missingProducts: ['no'] });
    expect(again).toEqual({ authors: 1, created: 0, updated: 0, unchanged: 2, missingProducts: ['no'] });
    expect(await rows(`select state from article where handle in ('ridge', 'later') order by handle`)).toEqual([
      { state: 'scheduled' },
      { state: 'published' },
    ]);
    expect(await rows(`select count(*)::int as n from author where handle = 'lu'`)).toEqual([{ n: 1 }]);
  });

  test('twice at the same time is one', async () => {
    const body = {
      authors: [{ handle: 'two', name: '二' }],
      articles: [{ ...file.articles[0], handle: 'twin' }],
    } as typeof file;
    body.articles[0] = { ...body.articles[0], author: 'two' } as never;
    const results = await Promise.all([0, 1].map(() => api.call(magazine.importArticles, { params: params(), body })));
    expect(results.map(({ created }) => created).sort((a, b) => a - b)).toEqual([0, 1]);
  });

  test.each([
    [
      'an author nobody knows',
      { authors: [], articles: [{ ...file.articles[0], author: 'nobody', handle: 'n' }] },
      '/articles/0/author',
    ],
    [
      'one article twice',
      { authors: file.authors, articles: [file.articles[0], file.articles[0]] },
      '/articles/1/handle',
    ],
  ])('with %s is refused whole', async (_name, body, pointer) => {
    const refused = await refusal(api.call(magazine.importArticles, { params: params(), body: body as never }));
    expect(refused).toMatchObject({ status: 422, code: 'article_import.invalid', pointers: [pointer] });
  });
});

describe('comments', () => {
  async function comment(words: string, state = 'shown'): Promise<string> {
    const { id: articleId } = await create();
    const [id, shopperId] = [newId(), newId()];
    await rows(`insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, 'wx', $3) returning 1`, [
      merchantId,
      shopperId,
      shopperId,
    ]);
    await rows(
      `insert into article_comment (tenant_id, id, app_id, article_id, shopper_id, words, digest, state)
       values ($1, $2, 'wx0000000000000001', $3, $4, $5, $6, $7) returning 1`,
      [merchantId, id, articleId, shopperId, words, Buffer.from(words), state],
    );
    await rows('update article_tally set comments = 1 where article_id = $1 returning 1', [articleId]);
    return id;
  }

  test('are listed, answered, hidden and shown again, each with an audit entry', async () => {
    const commentId = await comment('帐篷多重');
    const target = { params: { merchantId, commentId } };

    const replied = await api.call(replyToComment, { ...target, body: { reply: ' 2.1 公斤 ' } });
    expect(replied).toMatchObject({ reply: '2.1 公斤', repliedAt: expect.any(String) });
    expect(await api.call(hideComment, target)).toMatchObject({ state: 'hidden' });
    expect((await refusal(api.call(hideComment, target))).code).toBe('comment.state_conflict');
    expect(await api.call(showComment, target)).toMatchObject({ state: 'shown' });
    expect(await api.call(replyToComment, { ...target, body: { reply: null } })).toMatchObject({
      reply: null,
      repliedAt: null,
    });

    const page = await api.call(listAllComments, { params: params(), query: { state: 'shown' } });
    expect(page.items.map(({ text: words }) => words)).toContain('帐篷多重');
    expect(await rows(`select action from audit_entry where subject_id = $1 order by id`, [commentId])).toEqual(
      ['comment.reply', 'comment.hidden', 'comment.shown', 'comment.reply'].map((action) => ({ action })),
    );
  });

  test('that are held are not shown past their check', async () => {
    const commentId = await comment('等审核', 'held');
    for (const call of [showComment, hideComment])
      expect(await refusal(api.call(call, { params: { merchantId, commentId } }))).toMatchObject({
        status: 409,
        code: 'comment.state_conflict',
      });
  });
});

const draftBody = () => ({ authorId, title: 'x', body: [] });
const everyEndpoint = (): readonly [Parameters<ApiClient['call']>[0], object][] => {
  const [articleId, commentId] = [newId(), newId()];
  return [
    [magazine.listAuthors, { params: params() }],
    [magazine.createAuthor, { params: params(), body: { name: 'x' } }],
    [magazine.changeAuthor, { params: { merchantId, authorId }, body: { name: 'x' } }],
    [magazine.deleteAuthor, { params: { merchantId, authorId } }],
    [magazine.listArticles, { params: params() }],
    [magazine.createArticle, { params: params(), body: draftBody() }],
    [magazine.importArticles, { params: params(), body: { authors: [], articles: [] } }],
    ...[magazine.getArticle, magazine.previewArticle, magazine.deleteArticle, magazine.withdrawArticle].map(
      (route) => [route, of(articleId)] as [typeof route, object],
    ),
    [magazine.changeArticle, { ...of(articleId), body: draftBody() }],
    [magazine.publishArticle, { ...of(articleId), body: {} }],
    [listAllComments, { params: params() }],
    [replyToComment, { params: { merchantId, commentId }, body: { reply: 'x' } }],
    [hideComment, { params: { merchantId, commentId } }],
    [showComment, { params: { merchantId, commentId } }],
  ];
};

test('no endpoint answers a stranger, or tells a neighbour that the shop is there', async () => {
  for (const [route, input] of everyEndpoint()) {
    expect([route.id, (await refusal(world.stranger.call(route, input as never))).status]).toEqual([route.id, 401]);
    expect([route.id, (await refusal(neighbour.call(route, input as never))).status]).toEqual([route.id, 404]);
  }
});

test('what is not there is not found', async () => {
  for (const [route, input] of everyEndpoint().slice(7, 13)) {
    expect([route.id, (await refusal(api.call(route, input as never))).status]).toEqual([route.id, 404]);
  }
});
