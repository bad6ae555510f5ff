import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccountAdmin } from '#commerce/stored-value/account-admin.js';
import { AccountLists } from '#commerce/stored-value/account-lists.js';
import { GiftCardAdmin } from '#commerce/stored-value/gift-card-admin.js';
import { StoredValueAdmin } from '#commerce/stored-value/stored-value-admin.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  adjustShopperAccount,
  exportAccountEntries,
  getLiability,
  getShopperAccount,
  getStoredValue,
  issueGiftCards,
  listAccountEntries,
  listGiftCardBatches,
  listTopUps,
  replaceStoredValue,
  setGiftCardBatchState,
} from './stored-value.contract.js';

/** Balances and gift cards, the merchant's side. */
@Controller()
export class StoredValueController {
  constructor(
    private readonly settings: StoredValueAdmin,
    private readonly accounts: AccountAdmin,
    private readonly lists: AccountLists,
    private readonly cards: GiftCardAdmin,
  ) {}

  @Endpoint(getStoredValue)
  async get(@Input() { params }: In<typeof getStoredValue>): Promise<Out<typeof getStoredValue>> {
    return toWire(await this.settings.get(tenant(params)));
  }

  @Endpoint(replaceStoredValue)
  async replace(
    @Input() { params, body }: In<typeof replaceStoredValue>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replaceStoredValue>> {
    return toWire(await this.settings.replace(tenant(params), body, { actor, requestId }));
  }

  @Endpoint(getLiability)
  async liability(@Input() { params }: In<typeof getLiability>): Promise<Out<typeof getLiability>> {
    return this.accounts.liability(tenant(params));
  }

  @Endpoint(listAccountEntries)
  async entries(@Input() { params, query }: In<typeof listAccountEntries>): Promise<Out<typeof listAccountEntries>> {
    const { cursor, limit } = query;
    return toWire(await this.lists.entries(tenant(params), filterOf(query), { cursor, limit }));
  }

  @Endpoint(exportAccountEntries)
  async exportEntries(
    @Input() { params, query }: In<typeof exportAccountEntries>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof exportAccountEntries>> {
    void reply.header('content-type', 'text/csv; charset=utf-8');
    return this.lists.entriesCsv(tenant(params), filterOf(query));
  }

  @Endpoint(listTopUps)
  async topUps(@Input() { params, query }: In<typeof listTopUps>): Promise<Out<typeof listTopUps>> {
    const page = { after: idCursor(query.cursor), limit: query.limit };
    return pageById(await this.lists.topUps(tenant(params), page), query.limit, toWire);
  }

  @Endpoint(getShopperAccount)
  async account(@Input() { params }: In<typeof getShopperAccount>): Promise<Out<typeof getShopperAccount>> {
    return this.accounts.get(tenant(params), params.shopperId);
  }

  @Endpoint(adjustShopperAccount)
  async adjust(
    @Input() { params, headers, body }: In<typeof adjustShopperAccount>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof adjustShopperAccount>> {
    const author = { actor, requestId };
    return this.accounts.adjust(tenant(params), params.shopperId, headers['idempotency-key'], body, author);
  }

  @Endpoint(issueGiftCards)
  async issue(
    @Input() { params, headers, body }: In<typeof issueGiftCards>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof issueGiftCards>> {
    const author = { actor, requestId };
    return toWire(await this.cards.issue(tenant(params), headers['idempotency-key'], body, author));
  }

  @Endpoint(listGiftCardBatches)
  async batches(@Input() { params, query }: In<typeof listGiftCardBatches>): Promise<Out<typeof listGiftCardBatches>> {
    const page = { after: idCursor(query.cursor), limit: query.limit };
    return pageById(await this.cards.list(tenant(params), page), query.limit, toWire);
  }

  @Endpoint(setGiftCardBatchState)
  async setState(
    @Input() { params, body }: In<typeof setGiftCardBatchState>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof setGiftCardBatchState>> {
    return toWire(await this.cards.setState(tenant(params), params.batchId, body.state, { actor, requestId }));
  }
}

function tenant({ merchantId }: { readonly merchantId: string }): TenantId {
  return asId<TenantId>(merchantId);
}

function filterOf({ shopperId, reason }: In<typeof exportAccountEntries>['query']) {
  return { shopperId: shopperId ?? null, reason: reason ?? null };
}
