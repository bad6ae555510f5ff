import { Controller } from '@nestjs/common';
import { listFavourites as readFavourites, type Mark, setMark } from '#commerce/magazine/reader-marks.js';
import { readMarks } from '#commerce/magazine/comment-list.js';
import { Comments } from '#commerce/magazine/comments.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import {
  dropArticle,
  getMarks,
  keepArticle,
  likeArticle,
  listFavourites,
  reportComment,
  unlikeArticle,
  withdrawComment,
  writeComment,
} from './magazine.contract.js';

/** What a reader does: comment, like, keep. Reading needs no log-in and goes past here. */
@Controller()
export class MagazineController {
  constructor(
    private readonly pool: TenantPool,
    private readonly comments: Comments,
  ) {}

  @Endpoint(getMarks)
  async marks(@Input() { params }: In<typeof getMarks>, @ShopperParam() reader: Buyer): Promise<Out<typeof getMarks>> {
    return toWire(await readMarks(this.pool, reader.tenantId, reader.shopperId, params.articleId));
  }

  @Endpoint(writeComment)
  async write(
    @Input() { params, body }: In<typeof writeComment>,
    @ShopperParam() reader: Buyer,
  ): Promise<Out<typeof writeComment>> {
    return toWire(await this.comments.write(reader, params.articleId, body.text));
  }

  @Endpoint(withdrawComment)
  async withdraw(
    @Input() { params }: In<typeof withdrawComment>,
    @ShopperParam() reader: Buyer,
  ): Promise<Out<typeof withdrawComment>> {
    await this.comments.withdraw(reader, params.commentId);
    return null;
  }

  @Endpoint(reportComment)
  async report(
    @Input() { params, body }: In<typeof reportComment>,
    @ShopperParam() reader: Buyer,
  ): Promise<Out<typeof reportComment>> {
    await this.comments.report(reader, params.commentId, body.reason);
    return null;
  }

  @Endpoint(likeArticle)
  async like(
    @Input() { params }: In<typeof likeArticle>,
    @ShopperParam() reader: Buyer,
  ): Promise<Out<typeof likeArticle>> {
    return this.mark(reader, params.articleId, 'like', true);
  }

  @Endpoint(unlikeArticle)
  async unlike(
    @Input() { params }: In<typeof unlikeArticle>,
    @ShopperParam() reader: Buyer,
  ): Promise<Out<typeof unlikeArticle>> {
    return this.mark(reader, params.articleId, 'like', false);
  }

  @Endpoint(keepArticle)
  async keep(
    @Input() { params }: In<typeof keepArticle>,
    @ShopperParam() reader: Buyer,
  ): Promise<Out<typeof keepArticle>> {
    return this.mark(reader, params.articleId, 'favourite', true);
  }

  @Endpoint(dropArticle)
  async drop(
    @Input() { params }: In<typeof dropArticle>,
    @ShopperParam() reader: Buyer,
  ): Promise<Out<typeof dropArticle>> {
    return this.mark(reader, params.articleId, 'favourite', false);
  }

  @Endpoint(listFavourites)
  async favourites(
    @Input() { query }: In<typeof listFavourites>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof listFavourites>> {
    const { cursor, limit } = query;
    return toWire(await readFavourites(this.pool, tenantId, shopperId, { cursor, limit }));
  }

  private async mark(
    { tenantId, shopperId }: Buyer,
    articleId: string,
    mark: Mark,
    on: boolean,
  ): Promise<{ count: number }> {
    return { count: await setMark(this.pool, tenantId, { mark, on, articleId, shopperId }) };
  }
}
