import * as fc from 'fast-check';
import { GiftCardAdmin } from '#commerce/stored-value/gift-card-admin.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import { newId, type RefundId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { cancelOrder } from '../src/orders/orders.contract.js';
import { redeemGiftCard } from '../src/stored-value/stored-value.contract.js';
import { merchant } from './paying-scene.js';
import { author, type Holder, WalletScene } from './wallet-scene.js';

const ROUNDS = 30;
/** What happens at the same moment to two shoppers. */
const AT_ONCE = 6;
const DEEDS = ['place', 'place', 'pay', 'cancel', 'expire', 'refund', 'step', 'topUp', 'adjust', 'redeem'] as const;
type Deed = (typeof DEEDS)[number];

let scene: WalletScene;
let holders: Holder[];
let codes: string[];

beforeAll(async () => {
  scene = await WalletScene.open();
  await scene.rows('update sku set stock = stock + 1000 where id = $1 returning id', [scene.paying.skuId]);
  holders = [await scene.holder(30_000, 3_000), await scene.holder(500)];
  const draft = {
    title: '礼品卡',
    faceFen: 777,
    cards: 40,
    startsAt: '2026-01-01T00:00:00Z',
    endsAt: '2036-01-01T00:00:00Z',
  };
  const issued = await new GiftCardAdmin(scene.paying.world.tenants).issue(
    scene.paying.shop.tenantId,
    newId(),
    draft,
    author,
  );
  codes = [...(issued.codes ?? [])];
  scene.paying.world.wechat.refundStatus = 'SUCCESS';
});
afterAll(() => scene.paying.world.stop());

test('whatever happens at once, accounts are their entries, orders their tenders, and refunds what was paid', async () => {
  const rounds = fc.array(
    fc.array(fc.tuple(fc.constantFrom(...DEEDS), fc.nat(1), fc.nat(1_000), fc.integer({ min: 1, max: 9_000 })), {
      minLength: AT_ONCE,
      maxLength: AT_ONCE,
    }),
    { minLength: ROUNDS, maxLength: ROUNDS },
  );
  const [history = []] = fc.sample(rounds, { numRuns: 1, seed: 20_261_123 });

  for (const round of history) {
    await Promise.all(
      round.map(([deed, who, pick, fen]) => happen(deed, holders[who]!, pick, fen).catch(onlyRefusals)),
    );
    expect(await faults()).toEqual([]);
  }
  const deeds = await scene.rows<{ reason: string }>('select distinct reason from account_entry order by 1');
  expect(deeds.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining(['adjustment', 'gift_card', 'order', 'order_closed', 'refund', 'top_up', 'top_up_refund']),
  );
}, 240_000);

async function happen(deed: Deed, holder: Holder, pick: number, fen: number): Promise<unknown> {
  const { paying } = scene;
  switch (deed) {
    case 'place':
      return scene.place(holder);
    case 'topUp':
      return scene.topUp(holder).then(({ orderId }) => scene.pay(holder, orderId, 2));
    case 'adjust':
      return scene.give(holder, pick % 2 === 0 ? 'balance' : 'bonus', pick % 3 === 0 ? -fen : Math.ceil(fen / 9));
    case 'redeem':
      return holder.client.call(redeemGiftCard, { params: scene.params, body: { code: codes[pick % codes.length]! } });
    case 'pay': {
      const order = await one('pending', pick, holder);
      return order && scene.pay(holder, order);
    }
    case 'cancel': {
      const order = await one('pending', pick, holder);
      return order && holder.client.call(cancelOrder, { params: { ...scene.params, orderId: order } });
    }
    case 'expire': {
      const order = await one('pending', pick, holder);
      return order && paying.expire(order).then(() => paying.close(order));
    }
    case 'refund': {
      const order = await one('paid', pick, holder);
      const amount = pick % 2 === 0 ? {} : { amountFen: fen };
      return order && paying.refunds.create(paying.shop.tenantId, order, { ...amount, reason: '退', actor: merchant });
    }
    case 'step': {
      const refunds = await scene.rows<{ id: RefundId }>(
        `select id from refund where state in ('approved', 'processing')`,
      );
      return Promise.all(refunds.flatMap(({ id }) => [paying.stepRefund(id), paying.stepRefund(id)]));
    }
    default:
      return deed satisfies never;
  }
}

async function one(state: string, pick: number, { shopperId }: Holder): Promise<string | undefined> {
  const orders = await scene.rows<{ id: string }>(
    'select id from shop_order where state = $1 and shopper_id = $2 order by id',
    [state, shopperId],
  );
  return orders[pick % Math.max(orders.length, 1)]?.id;
}

/** What is not possible any more is told; anything else is a fault. */
function onlyRefusals(error: unknown): void {
  const isRefusal = error instanceof Problem || (error instanceof ProblemAnswer && error.status < 500);
  if (!isRefusal) throw error;
}

/** A sentence for each thing that does not agree. */
async function faults(): Promise<unknown[]> {
  const found = await Promise.all([
    scene.unbalanced(),
    scene.rows(
      `select o.id, 'entries' as fault from shop_order o where o.purpose = 'goods' and o.balance_fen + o.bonus_fen <> (
         select -coalesce(sum(e.delta), 0) from account_entry e where e.reason = 'order' and e.reference_id = o.id)`,
    ),
    scene.rows(
      `select o.id, 'given back' as fault from shop_order o
       cross join lateral (select coalesce(sum(e.delta), 0) as fen from account_entry e
         where (e.reason = 'order_closed' and e.reference_id = o.id)
           or (e.reason = 'refund' and e.reference_id in (select r.id from refund r where r.order_id = o.id))) back
       where o.purpose = 'goods' and (back.fen > o.balance_fen + o.bonus_fen
         or (o.state in ('closed', 'refunded') and back.fen <> o.balance_fen + o.bonus_fen))`,
    ),
    scene.rows(
      `select t.order_id, 'top-up' as fault from top_up t where t.amount_fen + t.bonus_fen <> (
         select coalesce(sum(e.delta), 0) from account_entry e where e.reason = 'top_up' and e.reference_id = t.order_id)
         and t.state in ('paid', 'refunded')`,
    ),
    scene.rows(
      `select o.id, 'money' as fault from shop_order o where o.state = 'refunded' and 0 <> (
         select coalesce(sum(m.amount_fen), 0) from money_entry m where m.order_id = o.id)`,
    ),
  ]);
  return found.flat();
}
