import { Controller } from '@nestjs/common';
import { Memberships } from '#commerce/membership/memberships.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import { getMembership, listPointsEntries, signIn } from './membership.contract.js';

/** Points, tier and signing in, the shopper's side. */
@Controller()
export class MembershipController {
  constructor(private readonly memberships: Memberships) {}

  @Endpoint(getMembership)
  async view(@Input() _: In<typeof getMembership>, @ShopperParam() shopper: Buyer): Promise<Out<typeof getMembership>> {
    return toWire(await this.memberships.view(shopper));
  }

  @Endpoint(listPointsEntries)
  async entries(
    @Input() { query }: In<typeof listPointsEntries>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof listPointsEntries>> {
    return toWire(await this.memberships.entries(shopper, query.cursor));
  }

  @Endpoint(signIn)
  async signIn(@Input() _: In<typeof signIn>, @ShopperParam() shopper: Buyer): Promise<Out<typeof signIn>> {
    return toWire(await this.memberships.signIn(shopper));
  }
}
