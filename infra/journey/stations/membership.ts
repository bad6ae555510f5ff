import { randomUUID } from 'node:crypto';
import { getPointsTotals, replaceProgramme } from '../../../services/control-plane/src/commerce/membership.contract.js';
import {
  getMembership,
  listPointsEntries,
  signIn,
} from '../../../services/runtime/src/membership/membership.contract.js';
import { cancelOrder, getOrder, placeOrder, quoteOrder } from '../../../services/runtime/src/orders/orders.contract.js';
import type { JourneyContext, Visit } from '../journey-context.js';
import { expectThat, type Station } from '../station.js';

const SIGN_IN_POINTS = 20;

/** Before anybody pays: an order earns by what was promised when it was paid. */
export const promisePoints: Station<JourneyContext> = {
  name: 'points and tiers promised',
  async run(context) {
    const { traveller } = firstVisit(context);
    const { merchantId } = traveller;
    const { tiers } = await context.agency.call(replaceProgramme, { params: { merchantId }, body: programme() });
    return { count: tiers.length, remark: `${tiers.map(({ name }) => name).join(' and ')} at ${traveller.name}` };
  },
};

/** The goods have arrived: points and tier are there, can be spent, and come back with an order that is given up. */
export const earnPoints: Station<JourneyContext> = {
  name: 'points earned and spent',
  async run(context) {
    const visit = firstVisit(context);
    const { traveller, shopper, params, orderId } = visit;
    const { totalFen, shippingFen } = await shopper.call(getOrder, { params: { ...params, orderId } });
    const earned = Math.floor((totalFen - shippingFen) / 100);
    const { items } = await shopper.call(listPointsEntries, { params });
    const given = items.find((entry) => entry.reason === 'earned' && entry.orderId === orderId)?.delta;
    expectThat(given === earned, `${traveller.name}: ${given} points were earned instead of ${earned}.`);
    // Three taps are one; whoever signed in today before gets nothing more.
    await Promise.all([1, 2, 3].map(() => shopper.call(signIn, { params, body: {} })));
    const { points, tier } = await shopper.call(getMembership, { params });
    expectThat(tier?.name === '银叶会员', `${traveller.name}: who has bought something has no tier.`);

    const spent = await spendAndGiveUp(visit);
    const after = await shopper.call(getMembership, { params });
    const totals = await context.agency.call(getPointsTotals, { params: { merchantId: traveller.merchantId } });
    expectThat(
      after.points === points && totals.points === points,
      `${traveller.name}: ${points} points became ${after.points}; the merchant counts ${totals.points}.`,
    );
    return { count: items.length, remark: `${points} points at ${traveller.name}, ${spent} of them spent and back` };
  },
};

/** @returns how many points the order took */
async function spendAndGiveUp({ shopper, params, skuId, traveller }: Visit): Promise<number> {
  const wish = { lines: [{ skuId, quantity: 1 }], delivery: 'express' as const, usePoints: true };
  const { totalFen, pointsSpent } = await shopper.call(quoteOrder, { params, body: wish });
  expectThat(pointsSpent > 0, `${traveller.name}: points take nothing off.`);
  const address = { name: '王小二', phone: '13800000000', region: '浙江省 杭州市 西湖区', detail: '龙井路 1 号' };
  const { id } = await shopper.call(placeOrder, {
    params,
    headers: { 'idempotency-key': randomUUID() },
    body: { ...wish, address, expectedTotalFen: totalFen },
  });
  await shopper.call(cancelOrder, { params: { ...params, orderId: id } });
  return pointsSpent;
}

function firstVisit({ visits: [visit] }: JourneyContext): Visit {
  expectThat(visit !== undefined, 'There is no shopper who could become a member.');
  return visit;
}

/** Tiers that change no price: the totals of other stations stay what they are. */
function programme() {
  return {
    enabled: true,
    pointsPerYuan: 1,
    pointsPerYuanOff: 100,
    mostPercent: 50,
    validMonths: 12,
    signInPoints: [SIGN_IN_POINTS],
    tiers: [
      { name: '银叶会员', fromFen: 1, percentOff: 0, multiplierPercent: 100 },
      { name: '金叶会员', fromFen: 100_000_000, percentOff: 0, multiplierPercent: 150 },
    ],
  };
}
