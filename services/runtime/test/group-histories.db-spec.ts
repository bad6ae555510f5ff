import * as fc from 'fast-check';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import type { ApiClient } from '#kernel/http/client.js';
import { cancelOrder } from '../src/orders/orders.contract.js';
import { author, GroupWorld } from './group-world.js';

/** Who does what next; numbers choose among what there is. */
interface Step {
  readonly kind: keyof typeof acts | 'open' | 'join';
  readonly who: number;
  readonly which: number;
}

interface Placed {
  readonly client: ApiClient;
  readonly id: string;
  readonly groupId: string;
}

const SHOPPERS = 5;
const number = fc.nat(20);
const kinds = [
  'open',
  'join',
  'join',
  'join',
  'pay',
  'pay',
  'pay',
  'cancel',
  'giveBack',
  'close',
  'expire',
  'job',
  'crash',
] as const;
const steps = fc.array(fc.record({ kind: fc.constantFrom(...kinds), who: number, which: number }), {
  minLength: 10,
  maxLength: 40,
});

let world: GroupWorld;
let clients: ApiClient[];

beforeAll(async () => {
  world = await GroupWorld.start();
  clients = await world.shoppers(SHOPPERS);
});
afterAll(() => world.runtime.stop());

test('whatever happens in whatever order, every paid order ends in a complete group or with its money back', async () => {
  const sku = world.sku();
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const offer = await world.offer({ size: 3, perShopper: 9 }, sku);
      const placed: Placed[] = [];

      for (const step of history) await act(step, offer, placed);
      await world.expectLedgersToMatch();
      await bringToRest(offer.id);

      await world.expectLedgersToMatch();
      const open = await world.rows(
        `select o.id, o.state, g.state as group_state from group_place p
         join shop_order o on o.id = p.order_id join buying_group g on g.id = p.group_id
         where p.group_buy_id = $1 and not (
           o.state = 'closed' or o.state = 'refunded' or (o.state = 'paid' and g.state = 'complete'))`,
        [offer.id],
      );
      expect(open).toEqual([]);
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 240_000);

async function act(step: Step, offer: Awaited<ReturnType<GroupWorld['offer']>>, placed: Placed[]): Promise<void> {
  const { kind, who, which } = step;
  const order = placed[which % Math.max(1, placed.length)];
  if (kind === 'open' || kind === 'join') {
    const client = clients[who % SHOPPERS]!;
    const wish = kind === 'join' && order ? { groupId: order.groupId } : {};
    const answer = await world.place(client, offer, wish).catch(allowRefusal);
    if (answer) placed.push({ client, id: answer.id, groupId: answer.groupBuy?.groupId ?? '' });
  } else if (order) await acts[kind](order, which);
}

const acts = {
  pay: async ({ client, id }: Placed) => {
    await world.pay(client, id).catch(allowRefusal);
  },
  cancel: async ({ client, id: orderId }: Placed) => {
    await client.call(cancelOrder, { params: { appId: world.shop.appId, orderId } }).catch(allowRefusal);
  },
  giveBack: async ({ id }: Placed) => {
    const refunds = new RefundRequests(world.runtime.tenants);
    await refunds.create(world.shop.tenantId, id, { reason: '协商', actor: author.actor }).catch(allowRefusal);
    await world.settleRefunds();
  },
  close: ({ id }: Placed) => world.close(id),
  expire: ({ groupId }: Placed) => world.expireOpen(groupId),
  job: ({ groupId }: Placed) => world.step(groupId),
  crash: ({ groupId }: Placed, which: number) =>
    world.step(groupId, world.dyingAfter(1 + (which % 3))).catch(() => undefined),
} as const;

/** What is refused by a rule of the shop is part of a history; anything else is a fault. */
function allowRefusal(error: unknown): null {
  const { code, problem } = error as { code?: string; problem?: { code?: string } };
  const refused = problem?.code ?? code ?? '';
  if (/^(group_buy|order|stock|refund)\./.test(refused)) return null;
  throw error;
}

/** The time of every group is over, and sweepers and WeChat do what they do. */
async function bringToRest(offerId: string): Promise<void> {
  const groups = await world.rows<{ id: string }>('select id from buying_group where group_buy_id = $1', [offerId]);
  for (const { id } of groups) {
    await world.expireOpen(id);
    await world.step(id);
    const held = await world.rows<{ order_id: string }>(
      `select order_id from group_place where group_id = $1 and state = 'held'`,
      [id],
    );
    for (const { order_id } of held) await world.close(order_id);
    await world.step(id);
  }
  await world.settleRefunds();
}
