import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ArticleImageFetcher } from '#commerce/magazine/article-image-fetcher.js';
import { ArticlePublisher } from '#commerce/magazine/article-publishing.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { newId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import type { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import * as magazine from './magazine.contract.js';
import { type Magazine, startMagazine, text, writeArticle } from './magazine.fixture.js';
import { createCoupon } from './promotions.contract.js';

let mag: Magazine;
let shop: MerchantWorld;

beforeAll(async () => {
  mag = await startMagazine();
  ({ shop } = mag);
});
afterAll(() => shop.stop());

const of = (articleId: string) => ({ params: { ...shop.params, articleId } });

const coupon = async () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const terms = {
    title: '读者券',
    kind: 'amount',
    amountFen: 500,
    thresholdFen: 0,
    perShopper: 1,
    stackable: false,
    giftable: true,
  } as const;
  const body = { ...terms, startsAt: day(-1), endsAt: day(1) };
  return (await shop.api.call(createCoupon, { params: shop.params, body })).id;
};

describe('an article', () => {
  test('is a draft first, changed by its writer, and previewed as readers will see it', async () => {
    const draft = await writeArticle(mag, {
      tags: ['露营', '露营'],
      body: [
        text('<p onload="x">好<iframe src="https://evil.test"></iframe></p>'),
        text('<script>1</script>'),
        { type: 'product', productId: mag.productId },
        { type: 'coupon', couponId: await coupon() },
      ],
    });
    expect(draft).toMatchObject({ state: 'draft', tags: ['露营'], authorName: '山野编辑部', readMinutes: 1, likes: 0 });
    expect(draft.body).toHaveLength(3);

    const changed = await shop.api.call(magazine.changeArticle, {
      ...of(draft.id),
      body: { authorId: mag.authorId, title: '改名', body: draft.body },
    });
    expect(changed).toMatchObject({ title: '改名', tags: [] });
    const preview = await shop.api.call(magazine.previewArticle, of(draft.id));
    expect(preview).toMatchObject({
      title: '改名',
      publishedAt: null,
      body: [
        { type: 'text', html: '<p>好</p>' },
        { type: 'product', product: { title: 'Tent', priceFen: 29_900 } },
        { type: 'coupon', coupon: { title: '读者券', amountFen: 500, remaining: null } },
      ],
    });
    expect(await shop.rows('select action from audit_entry where subject_id = $1 order by id', [draft.id])).toEqual([
      { action: 'article.create' },
      { action: 'article.change' },
    ]);
  });

  test('is published, withdrawn, published again with its first date, and deleted only when nobody sees it', async () => {
    const { id } = await writeArticle(mag);
    const published = await shop.api.call(magazine.publishArticle, { ...of(id), body: {} });
    expect(published).toMatchObject({ state: 'published', publishedAt: expect.any(String) });
    for (const call of [
      shop.api.call(magazine.publishArticle, { ...of(id), body: {} }),
      shop.api.call(magazine.deleteArticle, of(id)),
    ])
      expect((await refusal(call)).status).toBe(409);

    expect(await shop.api.call(magazine.withdrawArticle, of(id))).toMatchObject({ state: 'withdrawn' });
    const again = await shop.api.call(magazine.publishArticle, { ...of(id), body: {} });
    expect(again.publishedAt).toBe(published.publishedAt);
    await shop.api.call(magazine.withdrawArticle, of(id));
    await shop.api.call(magazine.deleteArticle, of(id));
    expect(await refusal(shop.api.call(magazine.getArticle, of(id)))).toMatchObject({ code: 'article.not_found' });
  });

  test('is published when its hour has come: not before, once, and not after it was taken back', async () => {
    const { id } = await writeArticle(mag);
    const publishAt = new Date(Date.now() + 3_600_000).toISOString();
    const publisher = new ArticlePublisher(shop.tenants, shop.world.app.get(Broadcast));
    const job = { tenantId: shop.tenantId, articleId: id };

    expect(await shop.api.call(magazine.publishArticle, { ...of(id), body: { publishAt } })).toMatchObject({
      state: 'scheduled',
      publishAt,
    });
    const [waiting] = await shop.rows<{ run_at: Date }>(
      `select run_at from outbox where job = 'article.publish' and payload ->> 'articleId' = $1`,
      [id],
    );
    expect(waiting?.run_at.toISOString()).toBe(publishAt);
    await publisher.handle(job);
    expect(await shop.api.call(magazine.getArticle, of(id))).toMatchObject({ state: 'scheduled' });

    await shop.rows(`update article set publish_at = now() - interval '1 minute' where id = $1 returning 1`, [id]);
    await publisher.handle(job);
    await publisher.handle(job);
    expect(await shop.api.call(magazine.getArticle, of(id))).toMatchObject({ state: 'published', publishAt: null });

    const other = await writeArticle(mag);
    await shop.api.call(magazine.publishArticle, { ...of(other.id), body: { publishAt } });
    expect(await shop.api.call(magazine.withdrawArticle, of(other.id))).toMatchObject({
      state: 'draft',
      publishAt: null,
    });
    await publisher.handle({ tenantId: shop.tenantId, articleId: other.id });
    expect(await shop.api.call(magazine.getArticle, of(other.id))).toMatchObject({ state: 'draft' });
  });

  test('that is empty is not published, and a published one is not emptied', async () => {
    const { id } = await writeArticle(mag, { body: [text('<script>alert(1)</script>')] });
    expect(await refusal(shop.api.call(magazine.publishArticle, { ...of(id), body: {} }))).toMatchObject({
      status: 422,
      code: 'article.empty',
      pointers: ['/body'],
    });
    const full = await writeArticle(mag);
    await shop.api.call(magazine.publishArticle, { ...of(full.id), body: {} });
    const emptied = shop.api.call(magazine.changeArticle, {
      ...of(full.id),
      body: { authorId: mag.authorId, title: 'x', body: [] },
    });
    expect(await refusal(emptied)).toMatchObject({ code: 'article.empty' });
  });

  test("names its author's and products' place when they are not of this shop", async () => {
    const refused = writeArticle(mag, {
      authorId: newId(),
      body: [text('x'), { type: 'product', productId: newId() }],
    });
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
    const refused = await refusal(writeArticle(mag, over as never));
    expect(refused).toMatchObject({ status: 400, pointers: expect.arrayContaining([pointer]) });
  });

  test('of a text full of entities, longer when stored than when sent, comes back whole', async () => {
    const html = `<p>${'&'.repeat(9_900)}</p>`;
    const { id } = await writeArticle(mag, { body: [text(html)] });
    const { body } = await shop.api.call(magazine.getArticle, of(id));
    expect((body[0] as { html: string }).html).toBe(`<p>${'&amp;'.repeat(9_900)}</p>`);
  });

  test('is listed by state and words, in pages', async () => {
    await writeArticle(mag, { title: '独一无二的标题 100%' });
    const page = await shop.api.call(magazine.listArticles, {
      params: shop.params,
      query: { q: '100%', state: 'draft' },
    });
    expect(page.items.map(({ title }) => title)).toEqual(['独一无二的标题 100%']);
    const first = await shop.api.call(magazine.listArticles, { params: shop.params, query: { limit: 1 } });
    const second = await shop.api.call(magazine.listArticles, {
      params: shop.params,
      query: { limit: 1, cursor: first.nextCursor ?? '' },
    });
    expect(first.items[0]?.id).not.toBe(second.items[0]?.id);
  });
});

describe('the pictures of an article', () => {
  const pictures = createServer((request, response) => {
    const isPicture = request.url === '/cover.gif';
    response.writeHead(isPicture ? 200 : 404).end(isPicture ? 'GIF89a................' : '');
  });
  beforeAll(() => new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => pictures.close(resolve)));

  test('come into our storage, and it says which could not be had', async () => {
    const host = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;
    const { id, missingImages } = await writeArticle(mag, {
      cover: `${host}/cover.gif`,
      body: [{ type: 'image', source: `${host}/gone.png` }],
    });
    expect(missingImages).toHaveLength(2);
    const settings = new CommerceSettings('http://runtime.test', 'templates', () => true);
    const { app } = shop.world;
    const fetcher = new ArticleImageFetcher(shop.tenants, app.get(ObjectStore), app.get(Broadcast), settings);
    const due = await shop.rows<{ imageId: string }>(
      `select payload ->> 'imageId' as "imageId" from outbox where job = 'article-image.fetch'`,
    );
    for (const { imageId } of due) {
      const context = { attempt: 1, signal: new AbortController().signal };
      await fetcher.handle({ tenantId: shop.tenantId, imageId }, context);
    }

    const article = await shop.api.call(magazine.getArticle, of(id));
    expect(article.coverUrl).toMatch(/^media\/[0-9a-f]{64}\.gif$/);
    expect(article.missingImages).toEqual([{ source: `${host}/gone.png`, error: 'the server answered 404' }]);
    expect(await shop.api.call(magazine.previewArticle, of(id))).toMatchObject({ body: [] });
  });
});
