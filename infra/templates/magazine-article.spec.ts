import { overlaidSource, type OverlaidSource } from './overlaid-source.fixture.js';

interface ArticleView {
  readonly typeset: (html: string) => string;
  readonly shownBlock: (block: object, index: number) => object;
  readonly shownCard: (article: object, t: object) => object;
  readonly pictures: (body: readonly object[]) => string[];
}
interface OwnComments {
  readonly shownOwns: (comments: readonly object[], t: object) => readonly { note: string; text: string }[];
}

const APP_ID = 'wx0123456789abcdef';
let source: OverlaidSource;
let view: ArticleView;
let own: OwnComments;

beforeAll(() => {
  (globalThis as { wx?: unknown }).wx = {
    getExtConfigSync: () => ({ appId: APP_ID, apiBase: 'https://shop.test' }),
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
  };
  source = overlaidSource('magazine');
  view = source.load('./services/article-view.js') as ArticleView;
  own = source.load('./services/own-comments.js') as OwnComments;
});
afterAll(() => source.remove());

test('paragraphs carry their own measures, and what the writer chose stays behind them', () => {
  const html = view.typeset(
    '<p>一</p><p style="text-align:center">二</p><pre>三</pre><img src="https://a.test/1.png">',
  );

  expect(html).toMatch(/^<p style="margin:0 0 1\.1em;[^"]+">一<\/p>/);
  expect(html).toMatch(/<p style="margin:[^"]+;text-align:center">二<\/p>/);
  expect(html).toContain('<pre>三</pre>');
  expect(html).toContain('max-width:100%');
});

test('every kind of block has a key of its own, and one nobody knows is not drawn as another', () => {
  const body = [
    { type: 'text', html: '<p>x</p>' },
    { type: 'image', url: 'media/a.png' },
    { type: 'video', url: 'https://v.test/v.mp4', posterUrl: 'media/p.png' },
    { type: 'later', what: 1 },
  ];

  expect(body.map(view.shownBlock)).toEqual([
    { key: 'b0', type: 'text', nodes: expect.stringContaining('>x</p>') },
    { key: 'b1', type: 'image', url: 'media/a.png', alt: '', caption: '' },
    { key: 'b2', type: 'video', url: 'https://v.test/v.mp4', poster: `https://shop.test/a/${APP_ID}/media/p.png` },
    { key: 'b3', type: 'later', what: 1 },
  ]);
  expect(view.pictures(body)).toEqual([`https://shop.test/a/${APP_ID}/media/a.png`]);
});

test('a card says who wrote it and how long it takes, also of a draft', () => {
  const t = { readMinutes: '{count} 分钟读完' };
  const card = { id: '1', title: 't', summary: '', coverUrl: null, author: { name: '林舟' }, readMinutes: 3, likes: 0 };

  expect(view.shownCard({ ...card, publishedAt: null }, t)).toMatchObject({ facts: '林舟 · 3 分钟读完', coverUrl: '' });
});

test('a reader sees what became of their own comments; refused words are gone', () => {
  const t = { held: '审核中', hidden: '已被隐藏' };
  const createdAt = '2026-01-01T00:00:00Z';
  const comments = ['shown', 'held', 'hidden', 'refused'].map((state) => ({
    id: state,
    state,
    text: state === 'refused' ? null : state,
    reply: null,
    createdAt,
  }));

  expect(own.shownOwns(comments, t).map(({ text, note }) => [text, note])).toEqual([
    ['shown', ''],
    ['held', '审核中'],
    ['hidden', '已被隐藏'],
  ]);
});

test('both languages have the same words', () => {
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shape(member)]))
      : Array.isArray(value)
        ? value.length
        : 'text';

  expect(shape(source.load('./i18n/own/en.js'))).toEqual(shape(source.load('./i18n/own/zh.js')));
});
