import { Controller } from '@nestjs/common';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { GiftCards } from '#commerce/stored-value/gift-cards.js';
import { MoneyOrders } from '#commerce/stored-value/money-orders.js';
import { Wallet } from '#commerce/stored-value/wallet.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopperParam } from '../access/visitor.js';
import {
  buyGiftCard,
  getBalance,
  listBalanceEntries,
  listGiftCards,
  newGiftCardCode,
  redeemGiftCard,
  topUp,
} from './stored-value.contract.js';

/** The balance, what comes into it, and cards for others. What is offered needs no log-in and goes past here. */
@Controller()
export class StoredValueController {
  constructor(
    private readonly wallet: Wallet,
    private readonly orders: MoneyOrders,
    private readonly cards: GiftCards,
  ) {}

  @Endpoint(getBalance)
  async balance(@Input() _: In<typeof getBalance>, @ShopperParam() shopper: Buyer): Promise<Out<typeof getBalance>> {
    return this.wallet.balance(shopper);
  }

  @Endpoint(listBalanceEntries)
  async entries(
    @Input() { query }: In<typeof listBalanceEntries>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof listBalanceEntries>> {
    return toWire(await this.wallet.entries(shopper, query.cursor));
  }

  @Endpoint(topUp)
  async topUp(
    @Input() { headers, body }: In<typeof topUp>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof topUp>> {
    return this.orders.topUp(shopper, headers['idempotency-key'], body);
  }

  @Endpoint(redeemGiftCard)
  async redeem(
    @Input() { body }: In<typeof redeemGiftCard>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof redeemGiftCard>> {
    return this.cards.redeem(shopper, body.code);
  }

  @Endpoint(buyGiftCard)
  async buyCard(
    @Input() { headers, body }: In<typeof buyGiftCard>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof buyGiftCard>> {
    return this.orders.buyCard(shopper, headers['idempotency-key'], body.faceFen);
  }

  @Endpoint(listGiftCards)
  async boughtCards(
    @Input() _: In<typeof listGiftCards>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof listGiftCards>> {
    return toWire({ items: await this.cards.bought(shopper) });
  }

  @Endpoint(newGiftCardCode)
  async newCode(
    @Input() { params }: In<typeof newGiftCardCode>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof newGiftCardCode>> {
    return this.cards.newCode(shopper, params.cardId);
  }
}
