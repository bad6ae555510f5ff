import { Controller } from '@nestjs/common';
import { VirtualGoods } from '#commerce/virtual-goods/virtual-goods.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { addCodes, describeVirtualGoods, getVirtualGoods } from './virtual-goods.contract.js';

@Controller()
export class VirtualGoodsController {
  constructor(
    private readonly goods: VirtualGoods,
    private readonly broadcast: Broadcast,
  ) {}

  @Endpoint(getVirtualGoods)
  async get(@Input() { params }: In<typeof getVirtualGoods>): Promise<Out<typeof getVirtualGoods>> {
    return this.read(params);
  }

  @Endpoint(describeVirtualGoods)
  async describe(
    @Input() { params, body }: In<typeof describeVirtualGoods>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof describeVirtualGoods>> {
    const tenantId = asId<TenantId>(params.merchantId);
    await this.goods.describe(tenantId, params.productId, body, { actor, requestId });
    await this.broadcast.publish('catalogue', tenantId);
    return this.read(params);
  }

  @Endpoint(addCodes)
  async addCodes(
    @Input() { params, body }: In<typeof addCodes>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof addCodes>> {
    const tenantId = asId<TenantId>(params.merchantId);
    const added = await this.goods.addCodes(tenantId, params.skuId, body.codes, { actor, requestId });
    if (added > 0) await this.broadcast.publish('catalogue', tenantId);
    return { added };
  }

  private async read({ merchantId, productId }: { readonly merchantId: string; readonly productId: string }) {
    return toWire(await this.goods.pools(asId<TenantId>(merchantId), productId));
  }
}
