import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import type { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  hideComment,
  listComments as listAllComments,
  replyToComment,
  showComment,
} from './magazine-comments.contract.js';
import * as magazine from './magazine.contract.js';
import { type Magazine, startMagazine, text, writeArticle } from './magazine.fixture.js';

let mag: Magazine;
let shop: MerchantWorld;

beforeAll(async () => {
  mag = await startMagazine();
  ({ shop } = mag);
});
afterAll(() => shop.stop());

const of = (articleId: string) => ({ params: { ...shop.params, articleId } });

describe('an author', () => {
  test('is added, changed and deleted, but not while there are articles', async () => {
    const made = await shop.api.call(magazine.createAuthor, {
      params: shop.params,
      body: { name: ' 小满 ', bio: '写饭', avatar: 'template:retail/demo/media/anji-baicha.svg', position: 3 },
    });
    expect(made).toMatchObject({
      name: '小满',
      avatarUrl: 'media/template/retail/demo/media/anji-baicha.svg',
      articleCount: 0,
    });
    const target = { ...shop.params, authorId: made.id };
    const changed = await shop.api.call(magazine.changeAuthor, { params: target, body: { name: '小满' } });
    expect(changed).toMatchObject({ name: '小满', bio: '', avatar: null });
    const article = await writeArticle(mag, { authorId: made.id });

    expect(await refusal(shop.api.call(magazine.deleteAuthor, { params: target }))).toMatchObject({
      status: 409,
      code: 'author.has_articles',
    });
    await shop.api.call(magazine.deleteArticle, of(article.id));
    await shop.api.call(magazine.deleteAuthor, { params: target });
    const { items } = await shop.api.call(magazine.listAuthors, { params: shop.params });
    expect(items.map(({ id }) => id)).not.toContain(made.id);
  });

  test.each([
    ['without a name', {}, '/name'],
    ['with a picture that is no address', { name: 'x', avatar: 'javascript:alert(1)' }, '/avatar'],
    ["with a path out of the template's folder", { name: 'x', avatar: 'template:retail/../../etc/passwd' }, '/avatar'],
  ])('%s is refused', async (_name, body, pointer) => {
    const refused = await refusal(shop.api.call(magazine.createAuthor, { params: shop.params, body: body as never }));
    expect(refused).toMatchObject({ status: 400, pointers: expect.arrayContaining([pointer]) });
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
    const first = await shop.api.call(magazine.importArticles, { params: shop.params, body: file });
    const again = await shop.api.call(magazine.importArticles, { params: shop.params, body: file });

    expect(first).toEqual({ authors: 1, created: 2, updated: 0, unchanged: 0, missingProducts: ['no'] });
    expect(again).toEqual({ authors: 1, created: 0, updated: 0, unchanged: 2, missingProducts: ['no'] });
    expect(await shop.rows(`select state from article where handle in ('ridge', 'later') order by handle`)).toEqual([
      { state: 'scheduled' },
      { state: 'published' },
    ]);
    expect(await shop.rows(`select count(*)::int as n from author where handle = 'lu'`)).toEqual([{ n: 1 }]);
  });

  test('twice at the same time is one', async () => {
    const body = {
      authors: [{ handle: 'two', name: '二' }],
      articles: [{ ...file.articles[0], handle: 'twin' }],
    } as typeof file;
    body.articles[0] = { ...body.articles[0], author: 'two' } as never;
    const results = await Promise.all(
      [0, 1].map(() => shop.api.call(magazine.importArticles, { params: shop.params, body })),
    );
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
    const refused = await refusal(shop.api.call(magazine.importArticles, { params: shop.params, body: body as never }));
    expect(refused).toMatchObject({ status: 422, code: 'article_import.invalid', pointers: [pointer] });
  });
});

describe('comments', () => {
  async function comment(words: string, state = 'shown'): Promise<string> {
    const { id: articleId } = await writeArticle(mag);
    const [id, shopperId] = [newId(), newId()];
    await shop.rows(`insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, 'wx', $3) returning 1`, [
      shop.merchantId,
      shopperId,
      shopperId,
    ]);
    await shop.rows(
      `insert into article_comment (tenant_id, id, app_id, article_id, shopper_id, words, digest, state)
       values ($1, $2, 'wx0000000000000001', $3, $4, $5, $6, $7) returning 1`,
      [shop.merchantId, id, articleId, shopperId, words, Buffer.from(words), state],
    );
    await shop.rows('update article_tally set comments = 1 where article_id = $1 returning 1', [articleId]);
    return id;
  }

  test('are listed, answered, hidden and shown again, each with an audit entry', async () => {
    const commentId = await comment('帐篷多重');
    const target = { params: { ...shop.params, commentId } };

    const replied = await shop.api.call(replyToComment, { ...target, body: { reply: ' 2.1 公斤 ' } });
    expect(replied).toMatchObject({ reply: '2.1 公斤', repliedAt: expect.any(String) });
    expect(await shop.api.call(hideComment, target)).toMatchObject({ state: 'hidden' });
    expect((await refusal(shop.api.call(hideComment, target))).code).toBe('comment.state_conflict');
    expect(await shop.api.call(showComment, target)).toMatchObject({ state: 'shown' });
    expect(await shop.api.call(replyToComment, { ...target, body: { reply: null } })).toMatchObject({
      reply: null,
      repliedAt: null,
    });

    const page = await shop.api.call(listAllComments, { params: shop.params, query: { state: 'shown' } });
    expect(page.items.map(({ text: words }) => words)).toContain('帐篷多重');
    expect(await shop.rows(`select action from audit_entry where subject_id = $1 order by id`, [commentId])).toEqual(
      ['comment.reply', 'comment.hidden', 'comment.shown', 'comment.reply'].map((action) => ({ action })),
    );
  });

  test('that are held are not shown past their check', async () => {
    const commentId = await comment('等审核', 'held');
    for (const call of [showComment, hideComment])
      expect(await refusal(shop.api.call(call, { params: { ...shop.params, commentId } }))).toMatchObject({
        status: 409,
        code: 'comment.state_conflict',
      });
  });
});

const draftBody = () => ({ authorId: mag.authorId, title: 'x', body: [] });
const everyEndpoint = (): readonly [Parameters<ApiClient['call']>[0], object][] => {
  const [articleId, commentId] = [newId(), newId()];
  return [
    [magazine.listAuthors, { params: shop.params }],
    [magazine.createAuthor, { params: shop.params, body: { name: 'x' } }],
    [magazine.changeAuthor, { params: { ...shop.params, authorId: mag.authorId }, body: { name: 'x' } }],
    [magazine.deleteAuthor, { params: { ...shop.params, authorId: mag.authorId } }],
    [magazine.listArticles, { params: shop.params }],
    [magazine.createArticle, { params: shop.params, body: draftBody() }],
    [magazine.importArticles, { params: shop.params, body: { authors: [], articles: [] } }],
    ...[magazine.getArticle, magazine.previewArticle, magazine.deleteArticle, magazine.withdrawArticle].map(
      (route) => [route, of(articleId)] as [typeof route, object],
    ),
    [magazine.changeArticle, { ...of(articleId), body: draftBody() }],
    [magazine.publishArticle, { ...of(articleId), body: {} }],
    [listAllComments, { params: shop.params }],
    [replyToComment, { params: { ...shop.params, commentId }, body: { reply: 'x' } }],
    [hideComment, { params: { ...shop.params, commentId } }],
    [showComment, { params: { ...shop.params, commentId } }],
  ];
};

test('no endpoint answers a stranger, or tells a neighbour that the shop is there', async () => {
  for (const [route, input] of everyEndpoint()) {
    expect([route.id, (await refusal(shop.world.stranger.call(route, input as never))).status]).toEqual([
      route.id,
      401,
    ]);
    expect([route.id, (await refusal(shop.neighbour.call(route, input as never))).status]).toEqual([route.id, 404]);
  }
});

test('what is not there is not found', async () => {
  for (const [route, input] of everyEndpoint().slice(7, 13)) {
    expect([route.id, (await refusal(shop.api.call(route, input as never))).status]).toEqual([route.id, 404]);
  }
});
