import { Controller } from '@nestjs/common';
import { ShopperLogin } from '#commerce/shoppers/shopper-login.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { ShopParam } from '../access/visitor.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import { login } from './shoppers.contract.js';

@Controller()
export class ShoppersController {
  constructor(private readonly logins: ShopperLogin) {}

  @Endpoint(login)
  async login(@Input() { body }: In<typeof login>, @ShopParam() shop: Shop): Promise<Out<typeof login>> {
    const { token, expiresAt, shopperId } = await this.logins.login(shop.tenantId, shop.appId, body.code);
    return { token, expiresAt: expiresAt.toISOString(), shopper: { id: shopperId } };
  }
}
