import { type ArticleBody, readMinutesOf } from '#commerce/magazine/article-body.js';
import { type DemoPart, idOf, type Json, limitOf, listed } from './demo-part.js';

interface AuthorEntry {
  readonly handle: string;
  readonly name: string;
  readonly bio?: string;
  readonly avatar?: string;
}
interface ArticleEntry {
  readonly handle: string;
  readonly author: string;
  readonly title: string;
  readonly summary?: string;
  readonly cover?: string;
  readonly channel?: string;
  readonly tags?: readonly string[];
  readonly publishedAt: string;
  readonly body: readonly Json[];
}

/** A magazine's articles and authors, nobody having written to them yet. */
export class DemoArticles implements DemoPart {
  private readonly articles: readonly ArticleEntry[];
  private readonly authors: readonly AuthorEntry[];
  readonly sections = {
    articles: ({ channel, tag, ...settings }: Json) =>
      this.found({ channel: wordOf(channel), tag: wordOf(tag) }).slice(0, limitOf(settings, 5)),
  };

  /** @param cardOf the card of what an article shows in between, by its handle: `null` when there is no such thing */
  constructor(
    file: Json,
    private readonly cardOf: (kind: 'product' | 'coupon', handle: string) => Json | null,
  ) {
    this.authors = (file['authors'] ?? []) as AuthorEntry[];
    const articles = (file['articles'] ?? []) as ArticleEntry[];
    this.articles = articles.toSorted((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt));
  }

  answer([head, id, what]: readonly string[], query: URLSearchParams): unknown {
    switch (head) {
      case 'articles':
        if (id === undefined) return listed(this.found(Object.fromEntries(query)), query);
        return what === undefined
          ? this.article(id)
          : what === 'comments'
            ? { items: [], nextCursor: null }
            : undefined;
      case 'channels':
        return { items: this.channels() };
      case 'authors':
        if (id === undefined) return { items: this.authors.map((author) => this.author(author)) };
        return this.author(this.authors.find(({ handle }) => idOf(handle) === id) ?? null);
      default:
        return undefined;
    }
  }

  private found({ channel = '', tag = '', authorId = '', q = '' }: Readonly<Record<string, string>>): Json[] {
    return this.articles
      .filter(
        (article) =>
          (channel === '' || article.channel === channel) &&
          (tag === '' || article.tags?.includes(tag) === true) &&
          (authorId === '' || idOf(article.author) === authorId) &&
          (q === '' || `${article.title} ${article.summary ?? ''}`.includes(q)),
      )
      .map((article) => this.card(article));
  }

  private card({ handle, author, title, summary, cover, channel, tags, publishedAt, body }: ArticleEntry): Json {
    const by = this.authors.find((candidate) => candidate.handle === author);
    return {
      id: idOf(handle),
      title,
      summary: summary ?? '',
      coverUrl: cover ?? null,
      channel: channel ?? null,
      tags: tags ?? [],
      author: { id: idOf(author), name: by?.name ?? author, avatarUrl: by?.avatar ?? null },
      publishedAt: new Date(publishedAt).toISOString(),
      readMinutes: readMinutesOf(body as unknown as ArticleBody),
      likes: 0,
    };
  }

  private article(id: string): Json | null {
    const found = this.articles.find(({ handle }) => idOf(handle) === id);
    if (!found) return null;
    const bio = this.authors.find(({ handle }) => handle === found.author)?.bio ?? '';
    const body = found.body.flatMap((block) => this.block(block) ?? []);
    return { ...this.card(found), bio, body, favourites: 0, comments: 0, commentsOpen: true };
  }

  private block({ type, source, handle, ...block }: Json): Json | null {
    if (type === 'image') return { type, url: source, ...block };
    if (type !== 'product' && type !== 'coupon') return { type, ...block };
    const card = this.cardOf(type, String(handle));
    return card && { type, [type]: card };
  }

  private channels(): Json[] {
    const names = [...new Set(this.articles.flatMap(({ channel }) => channel ?? []))];
    return names.map((name) => ({
      name,
      articleCount: this.articles.filter(({ channel }) => channel === name).length,
    }));
  }

  private author(author: AuthorEntry | null): Json | null {
    if (!author) return null;
    const articleCount = this.articles.filter((article) => article.author === author.handle).length;
    const { handle, name, bio = '', avatar = null } = author;
    return { id: idOf(handle), name, bio, avatarUrl: avatar, articleCount };
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
