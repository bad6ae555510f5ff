import { Controller } from '@nestjs/common';
import { GroupBuyAdmin } from '#commerce/group-buys/group-buy-admin.js';
import type { GroupBuyDraft } from '#commerce/group-buys/group-buy-draft.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  createGroupBuy,
  getGroupBuy,
  listGroupBuys,
  listGroups,
  removeGroupBuy,
  replaceGroupBuy,
  stopGroupBuy,
} from './group-buys.contract.js';

/** Group buys, the merchant's side. */
@Controller()
export class GroupBuysController {
  constructor(private readonly offers: GroupBuyAdmin) {}

  @Endpoint(listGroupBuys)
  async list(@Input() { params, query }: In<typeof listGroupBuys>): Promise<Out<typeof listGroupBuys>> {
    const page = { after: idCursor(query.cursor), limit: query.limit };
    return pageById(await this.offers.list(tenant(params), page), query.limit, toWire);
  }

  @Endpoint(createGroupBuy)
  async create(
    @Input() { params, body }: In<typeof createGroupBuy>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createGroupBuy>> {
    return toWire(await this.offers.create(tenant(params), draftOf(body), { actor, requestId }));
  }

  @Endpoint(getGroupBuy)
  async get(@Input() { params }: In<typeof getGroupBuy>): Promise<Out<typeof getGroupBuy>> {
    return toWire(await this.offers.get(tenant(params), params.groupBuyId));
  }

  @Endpoint(replaceGroupBuy)
  async replace(
    @Input() { params, body }: In<typeof replaceGroupBuy>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replaceGroupBuy>> {
    const author = { actor, requestId };
    return toWire(await this.offers.replace(tenant(params), params.groupBuyId, draftOf(body), author));
  }

  @Endpoint(stopGroupBuy)
  async stop(
    @Input() { params }: In<typeof stopGroupBuy>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof stopGroupBuy>> {
    return toWire(await this.offers.stop(tenant(params), params.groupBuyId, { actor, requestId }));
  }

  @Endpoint(removeGroupBuy)
  async remove(
    @Input() { params }: In<typeof removeGroupBuy>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeGroupBuy>> {
    await this.offers.remove(tenant(params), params.groupBuyId, { actor, requestId });
    return null;
  }

  @Endpoint(listGroups)
  async groups(@Input() { params, query }: In<typeof listGroups>): Promise<Out<typeof listGroups>> {
    const page = { after: idCursor(query.cursor), limit: query.limit };
    return pageById(await this.offers.groups(tenant(params), params.groupBuyId, page), query.limit, toWire);
  }
}

function tenant({ merchantId }: { readonly merchantId: string }): TenantId {
  return asId<TenantId>(merchantId);
}

function draftOf(wish: In<typeof createGroupBuy>['body']): GroupBuyDraft {
  return { ...wish, title: wish.title.trim(), total: wish.total ?? null };
}
