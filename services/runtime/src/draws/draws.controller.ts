import { Controller } from '@nestjs/common';
import { DrawEntries } from '#commerce/draws/draw-entries.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import { enterDraw, getOwnTries, setWinnerAddress } from './draws.contract.js';

/** A shopper's tries. What everybody sees of a draw needs no log-in and goes past here. */
@Controller()
export class DrawsController {
  constructor(private readonly entries: DrawEntries) {}

  @Endpoint(enterDraw)
  async enter(
    @Input() { params, headers }: In<typeof enterDraw>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof enterDraw>> {
    return toWire(await this.entries.enter(shopper, params.drawId, headers['idempotency-key']));
  }

  @Endpoint(getOwnTries)
  async own(
    @Input() { params }: In<typeof getOwnTries>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof getOwnTries>> {
    return toWire(await this.entries.own(shopper, params.drawId));
  }

  @Endpoint(setWinnerAddress)
  async setAddress(
    @Input() { params, body }: In<typeof setWinnerAddress>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof setWinnerAddress>> {
    return toWire(await this.entries.setAddress(shopper, params.drawId, params.number, body));
  }
}
