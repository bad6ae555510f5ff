import { ArticleImporter } from '#commerce/magazine/article-import.js';
import { CommentAdmin } from '#commerce/magazine/comment-admin.js';
import { listComments } from '#commerce/magazine/comment-list.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { ContentCheckAdmin } from '#commerce/content-checks/content-check-admin.js';
import { ContentCheckStep } from '#commerce/content-checks/content-check-step.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import type { ApiClient } from '#kernel/http/client.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { ContentSecurityClient } from '#kernel/wechat/content-security-client.js';
import * as magazine from '../src/magazine/magazine.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';
import { answering, authorise, TEXT_CHECK, verdict } from './wechat-of-applet.js';

export const editor = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };
export const articleFile = {
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

/** A shop with two articles that are out and one that is not yet; WeChat finds nothing wrong unless a test says otherwise. */
export class MagazineScene {
  private constructor(
    readonly world: RuntimeWorld,
    readonly shop: TestShop,
    readonly neighbour: TestShop,
    /** The article `spring`. */
    readonly articleId: string,
  ) {}

  static async open(): Promise<MagazineScene> {
    const world = await RuntimeWorld.start();
    const shop = await world.shop();
    const neighbour = await world.shop(null);
    await authorise(world, shop);
    const importer = new ArticleImporter(world.tenants, world.app.get(Broadcast));
    await importer.import(shop.tenantId, structuredClone(articleFile) as never, editor);
    return new MagazineScene(world, shop, neighbour, await idOf(world, shop, 'spring'));
  }

  /** Before each test. */
  reset(): void {
    this.world.wechat.calls.length = 0;
    answering(this.world, { [TEXT_CHECK]: verdict('pass') });
  }

  get params(): { appId: TestShop['appId'] } {
    return { appId: this.shop.appId };
  }

  get ofArticle() {
    return { ...this.params, articleId: this.articleId };
  }

  get step(): ContentCheckStep {
    const { app, tenants } = this.world;
    return new ContentCheckStep(
      tenants,
      app.get(ContentSecurityClient),
      app.get(ObjectStore),
      app.get(CommerceSettings),
    );
  }

  /** What the merchant decides with. */
  get staff() {
    const { app, tenants } = this.world;
    return { comments: new CommentAdmin(tenants), contents: new ContentCheckAdmin(tenants, app.get(ObjectStore)) };
  }

  idOf(handle: string): Promise<string> {
    return idOf(this.world, this.shop, handle);
  }

  write(shopper: ApiClient, text: string) {
    return shopper.call(magazine.writeComment, { params: this.ofArticle, body: { text } });
  }

  mine(shopper: ApiClient) {
    return shopper.call(magazine.getMarks, { params: this.ofArticle });
  }

  /** What a stranger reads now; past the cache, which may be five seconds old. */
  async shownTexts(): Promise<string[]> {
    const request = { articleId: this.articleId, cursor: undefined, limit: 100 };
    const { items } = await listComments(this.world.app.get(TenantPool), this.shop.tenantId, request);
    return items.map(({ text }) => text);
  }

  async tally() {
    const [row] = await this.world.rows<{ likes: number; favourites: number; comments: number; truth: number }>(
      this.shop,
      `select likes, favourites, comments,
         (select count(*)::int from article_comment c where c.article_id = t.article_id and state = 'shown') as truth
       from article_tally t where article_id = $1`,
      [this.articleId],
    );
    return row;
  }
}

async function idOf(world: RuntimeWorld, shop: TestShop, handle: string): Promise<string> {
  const [row] = await world.rows<{ id: string }>(shop, 'select id from article where handle = $1', [handle]);
  return row?.id ?? '';
}
