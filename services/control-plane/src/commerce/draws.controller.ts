import { Controller } from '@nestjs/common';
import { DrawAdmin, type DrawDraft } from '#commerce/draws/draw-admin.js';
import { DrawWinners } from '#commerce/draws/draw-winners.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  createDraw,
  getDraw,
  listDraws,
  listWinners,
  publishDraw,
  removeDraw,
  replaceDraw,
  sendPrize,
  stopDraw,
} from './draws.contract.js';

/** Lucky draws, the merchant's side. */
@Controller()
export class DrawsController {
  constructor(
    private readonly draws: DrawAdmin,
    private readonly winners: DrawWinners,
  ) {}

  @Endpoint(listDraws)
  async list(@Input() { params, query }: In<typeof listDraws>): Promise<Out<typeof listDraws>> {
    const page = { after: idCursor(query.cursor), limit: query.limit };
    return pageById(await this.draws.list(tenant(params), page), query.limit, toWire);
  }

  @Endpoint(createDraw)
  async create(
    @Input() { params, body }: In<typeof createDraw>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createDraw>> {
    return toWire(await this.draws.create(tenant(params), draftOf(body), { actor, requestId }));
  }

  @Endpoint(getDraw)
  async get(@Input() { params }: In<typeof getDraw>): Promise<Out<typeof getDraw>> {
    return toWire(await this.draws.get(tenant(params), params.drawId));
  }

  @Endpoint(replaceDraw)
  async replace(
    @Input() { params, body }: In<typeof replaceDraw>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replaceDraw>> {
    return toWire(await this.draws.replace(tenant(params), params.drawId, draftOf(body), { actor, requestId }));
  }

  @Endpoint(publishDraw)
  async publish(
    @Input() { params }: In<typeof publishDraw>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof publishDraw>> {
    return toWire(await this.draws.publish(tenant(params), params.drawId, { actor, requestId }));
  }

  @Endpoint(stopDraw)
  async stop(
    @Input() { params }: In<typeof stopDraw>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof stopDraw>> {
    return toWire(await this.draws.stop(tenant(params), params.drawId, { actor, requestId }));
  }

  @Endpoint(removeDraw)
  async remove(
    @Input() { params }: In<typeof removeDraw>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeDraw>> {
    await this.draws.remove(tenant(params), params.drawId, { actor, requestId });
    return null;
  }

  @Endpoint(listWinners)
  async listWinners(@Input() { params, query }: In<typeof listWinners>): Promise<Out<typeof listWinners>> {
    const [after = 0] = decodeCursor(query.cursor, ['int']) ?? [];
    const { limit, state = null } = query;
    const filter = { drawId: params.drawId, state, after: Number(after), limit };
    const rows = await this.winners.list(tenant(params), filter);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items: toWire(items), nextCursor: rows.length > limit && last ? encodeCursor([last.number]) : null };
  }

  @Endpoint(sendPrize)
  async send(
    @Input() { params, body }: In<typeof sendPrize>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof sendPrize>> {
    const { company, trackingNo } = body;
    const parcel = { company: company.trim(), trackingNo: trackingNo.trim() };
    return toWire(await this.winners.markSent(tenant(params), params, parcel, { actor, requestId }));
  }
}

function tenant({ merchantId }: { readonly merchantId: string }): TenantId {
  return asId<TenantId>(merchantId);
}

function draftOf(wish: In<typeof createDraw>['body']): DrawDraft {
  const { triesDaily = null, look = 'wheel', triesPerShare = 0, maxShareTries = 0, maxShareTriesDaily = null } = wish;
  const prizes = wish.prizes.map(({ kind, title, weightPpm, ...own }) => ({
    kind,
    title: title.trim(),
    weightPpm,
    imageUrl: own.imageUrl ?? null,
    couponId: own.couponId?.toLowerCase() ?? null,
    valueFen: own.valueFen ?? null,
    count: own.count ?? null,
  }));
  const [title, rules] = [wish.title.trim(), wish.rules.trim()];
  return { ...wish, title, rules, triesDaily, look, triesPerShare, maxShareTries, maxShareTriesDaily, prizes };
}
