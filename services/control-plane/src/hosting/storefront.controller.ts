import { Controller } from '@nestjs/common';
import { StorefrontService } from '#hosting/storefronts/storefront.service.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import {
  compareRevisions,
  getRevision,
  getStorefront,
  listRevisions,
  publishStorefront,
  restoreRevision,
  saveDraft,
  startStorefront,
} from './storefront.contract.js';

type AppletPath = { readonly merchantId: string; readonly appId: string };

@Controller()
export class StorefrontController {
  constructor(private readonly storefronts: StorefrontService) {}

  @Endpoint(getStorefront)
  async get(@Input() { params }: In<typeof getStorefront>): Promise<Out<typeof getStorefront>> {
    return toWire(await this.storefronts.get(...place(params)));
  }

  @Endpoint(startStorefront)
  async start(
    @Input() { params, body }: In<typeof startStorefront>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof startStorefront>> {
    return toWire(await this.storefronts.start(...place(params), { ...body, actor, requestId }));
  }

  @Endpoint(saveDraft)
  async save(
    @Input() { params, body }: In<typeof saveDraft>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof saveDraft>> {
    return toWire(await this.storefronts.saveDraft(...place(params), { ...body, actor, requestId }));
  }

  @Endpoint(publishStorefront)
  async publish(
    @Input() { params, body }: In<typeof publishStorefront>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof publishStorefront>> {
    return toWire(await this.storefronts.publish(...place(params), { note: body.note ?? null, actor, requestId }));
  }

  @Endpoint(listRevisions)
  async list(@Input() { params }: In<typeof listRevisions>): Promise<Out<typeof listRevisions>> {
    return { items: toWire(await this.storefronts.listRevisions(...place(params))) };
  }

  @Endpoint(getRevision)
  async revision(@Input() { params }: In<typeof getRevision>): Promise<Out<typeof getRevision>> {
    const revision = await this.storefronts.getRevision(...place(params), params.revision);
    return { ...toWire(revision), config: revision.config };
  }

  @Endpoint(compareRevisions)
  async compare(@Input() { params, query }: In<typeof compareRevisions>): Promise<Out<typeof compareRevisions>> {
    return { changes: toWire(await this.storefronts.compare(...place(params), query.from, query.to ?? null)) };
  }

  @Endpoint(restoreRevision)
  async restore(
    @Input() { params, body }: In<typeof restoreRevision>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof restoreRevision>> {
    return toWire(await this.storefronts.restore(...place(params), { revision: body.revision, actor, requestId }));
  }
}

function place({ merchantId, appId }: AppletPath): [TenantId, AppId] {
  return [asId<TenantId>(merchantId), asId<AppId>(appId)];
}
