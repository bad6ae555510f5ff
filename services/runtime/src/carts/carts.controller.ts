import { Controller } from '@nestjs/common';
import { Carts } from '#commerce/carts/cart.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { ShopperParam } from '../access/visitor.js';
import { addCartLine, getCart, setCartLine } from './carts.contract.js';

@Controller()
export class CartsController {
  constructor(private readonly carts: Carts) {}

  @Endpoint(getCart)
  async get(
    @Input() _: In<typeof getCart>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof getCart>> {
    return this.carts.view(tenantId, shopperId);
  }

  @Endpoint(addCartLine)
  async add(
    @Input() { body }: In<typeof addCartLine>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof addCartLine>> {
    return this.carts.add(tenantId, shopperId, body);
  }

  @Endpoint(setCartLine)
  async set(
    @Input() { params, body }: In<typeof setCartLine>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof setCartLine>> {
    return this.carts.set(tenantId, shopperId, { skuId: params.skuId, ...body });
  }
}
