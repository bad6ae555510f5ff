import { Controller } from '@nestjs/common';
import { CommentAdmin } from '#commerce/magazine/comment-admin.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import { hideComment, listComments, replyToComment, showComment } from './magazine-comments.contract.js';

/** What the merchant's staff do about readers' comments. */
@Controller()
export class MagazineCommentsController {
  constructor(private readonly comments: CommentAdmin) {}

  @Endpoint(listComments)
  async list(@Input() { params, query }: In<typeof listComments>): Promise<Out<typeof listComments>> {
    const { cursor, limit, state = null, articleId = null, reported } = query;
    const filter = { after: idCursor(cursor), limit, state, articleId, reported };
    return pageById(await this.comments.list(asId<TenantId>(params.merchantId), filter), limit, toWire);
  }

  @Endpoint(replyToComment)
  async reply(
    @Input() { params, body }: In<typeof replyToComment>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replyToComment>> {
    const { merchantId, commentId } = params;
    const reply = body.reply?.trim() ?? null;
    return toWire(await this.comments.reply(asId<TenantId>(merchantId), commentId, reply, { actor, requestId }));
  }

  @Endpoint(hideComment)
  async hide(
    @Input() { params }: In<typeof hideComment>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof hideComment>> {
    const { merchantId, commentId } = params;
    return toWire(await this.comments.move(asId<TenantId>(merchantId), commentId, 'hidden', { actor, requestId }));
  }

  @Endpoint(showComment)
  async show(
    @Input() { params }: In<typeof showComment>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof showComment>> {
    const { merchantId, commentId } = params;
    return toWire(await this.comments.move(asId<TenantId>(merchantId), commentId, 'shown', { actor, requestId }));
  }
}
