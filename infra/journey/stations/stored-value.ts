import { randomUUID } from 'node:crypto';
import { createRefund } from '../../../services/control-plane/src/commerce/orders.contract.js';
import {
  getLiability,
  replaceStoredValue,
} from '../../../services/control-plane/src/commerce/stored-value.contract.js';
import { getOrder, placeOrder, quoteOrder } from '../../../services/runtime/src/orders/orders.contract.js';
import { getBalance, topUp } from '../../../services/runtime/src/stored-value/stored-value.contract.js';
import type { JourneyContext, Visit } from '../journey-context.js';
import { expectThat, type Station, until } from '../station.js';
import { ADDRESS, payOrderOf, yuan } from './shop.js';

const BONUS_FEN = 500;

/** Money in beforehand, an order paid out of it without WeChat, and all of it back: the shop owes nothing in the end. */
export const storedValue: Station<JourneyContext> = {
  name: 'balance topped up and spent',
  async run(context) {
    const visit = context.visits.at(-1);
    expectThat(visit !== undefined, 'There is no shopper who could top up.');
    const { traveller, shopper, params, skuId } = visit;
    const lines = [{ skuId, quantity: 1 }];
    const wish = { lines, delivery: 'express' as const, useBalance: true };
    const { totalFen } = await shopper.call(quoteOrder, { params, body: wish });
    await offer(context, visit, totalFen);
    const { merchantId } = traveller;
    const before = await context.agency.call(getLiability, { params: { merchantId } });

    const topUpId = await toppedUp(context, visit, totalFen);
    const placed = await shopper.call(placeOrder, {
      params,
      headers: { 'idempotency-key': randomUUID() },
      body: { ...wish, address: ADDRESS, expectedTotalFen: totalFen, expectedPayableFen: 0 },
    });
    expectThat(placed.state === 'paid', `${traveller.name}: an order that the balance covers is ${placed.state}.`);
    await expectBalance(visit, 0, BONUS_FEN);

    await giveBack(context, visit, placed.id);
    await expectBalance(visit, totalFen, BONUS_FEN);
    await giveBack(context, visit, topUpId);
    await expectBalance(visit, 0, 0);
    const owed = await context.agency.call(getLiability, { params: { merchantId } });
    expectThat(
      owed.balanceFen + owed.entriesBalanceFen === 0 && owed.returnedFen === before.returnedFen + totalFen,
      `${traveller.name} owes ${owed.balanceFen} fen, its entries say ${owed.entriesBalanceFen}.`,
    );
    return { count: 1, remark: `${yuan(totalFen)} in, spent, and back at ${traveller.name}` };
  },
};

async function offer({ agency }: JourneyContext, { traveller }: Visit, amountFen: number): Promise<void> {
  const { merchantId } = traveller;
  await agency.call(replaceStoredValue, {
    params: { merchantId },
    body: {
      enabled: true,
      plans: [{ amountFen, bonusFen: BONUS_FEN }],
      customAmounts: null,
      limitFen: 500_000,
      cardFaces: [],
      terms: '余额可用于店内消费，未使用的本金可退。',
    },
  });
}

/** @returns the top-up's order */
async function toppedUp(context: JourneyContext, visit: Visit, amountFen: number): Promise<string> {
  const { orderId } = await visit.shopper.call(topUp, {
    params: visit.params,
    headers: { 'idempotency-key': randomUUID() },
    body: { amountFen, expectedBonusFen: BONUS_FEN },
  });
  await payOrderOf(context, visit, orderId);
  await expectBalance(visit, amountFen, BONUS_FEN);
  return orderId;
}

/** The merchant gives all of an order back, by whatever road it was paid. */
async function giveBack({ agency }: JourneyContext, visit: Visit, orderId: string): Promise<void> {
  const { traveller, shopper, params } = visit;
  const { merchantId } = traveller;
  await agency.call(createRefund, { params: { merchantId, orderId }, body: { reason: '协商退款' } });
  await until(
    async () => ((await shopper.call(getOrder, { params: { ...params, orderId } })).state === 'refunded' ? true : null),
    { seconds: 60, sentence: () => `${traveller.name}: order ${orderId} was not given back within a minute.` },
  );
}

async function expectBalance({ shopper, params, traveller }: Visit, balance: number, bonus: number): Promise<void> {
  const { balanceFen, bonusFen } = await shopper.call(getBalance, { params });
  expectThat(
    balanceFen === balance && bonusFen === bonus,
    `${traveller.name}: the balance is ${balanceFen} and ${bonusFen} fen instead of ${balance} and ${bonus}.`,
  );
}
