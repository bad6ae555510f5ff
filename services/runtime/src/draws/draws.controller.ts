import { Controller } from '@nestjs/common';
import { DrawEntries } from '#commerce/draws/draw-entries.js';
import { DrawSharing } from '#commerce/draws/draw-sharing.js';
import { DrawTries } from '#commerce/draws/draw-tries.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import { enterDraw, getOwnTries, helpInDraw, setWinnerAddress } from './draws.contract.js';

/** A shopper's tries. What everybody sees of a draw needs no log-in and goes past here. */
@Controller()
export class DrawsController {
  constructor(
    private readonly tries: DrawTries,
    private readonly entries: DrawEntries,
    private readonly sharing: DrawSharing,
  ) {}

  @Endpoint(enterDraw)
  async enter(
    @Input() { params, headers }: In<typeof enterDraw>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof enterDraw>> {
    return toWire(await this.tries.enter(shopper, params.drawId, headers['idempotency-key']));
  }

  @Endpoint(getOwnTries)
  async own(
    @Input() { params }: In<typeof getOwnTries>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof getOwnTries>> {
    return toWire(await this.entries.own(shopper, params.drawId));
  }

  @Endpoint(helpInDraw)
  async help(
    @Input() { params, body }: In<typeof helpInDraw>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof helpInDraw>> {
    await this.sharing.help(shopper, params.drawId, body.share);
    return null;
  }

  @Endpoint(setWinnerAddress)
  async setAddress(
    @Input() { params, body }: In<typeof setWinnerAddress>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof setWinnerAddress>> {
    return toWire(await this.entries.setAddress(shopper, params.drawId, params.number, body));
  }
}
