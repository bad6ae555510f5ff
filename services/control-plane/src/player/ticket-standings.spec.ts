import { Broadcast, type BroadcastHandler } from '#kernel/broadcast/broadcast.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { TicketStandings } from './ticket-standings.js';

const shop = [asId<TenantId>('tenant-a'), asId<AppId>('wx1')] as const;
const neighbour = [asId<TenantId>('tenant-b'), asId<AppId>('wx2')] as const;
const ann = { kind: 'member', id: 'ann' } as const;
const bob = { kind: 'member', id: 'bob' } as const;

/** Says what it is told at once, in this process. */
class Megaphone extends Broadcast {
  readonly #handlers = new Map<string, BroadcastHandler[]>();

  async publish(topic: string, message: string | null): Promise<void> {
    for (const handler of this.#handlers.get(topic) ?? []) handler(message);
  }

  async subscribe(topic: string, handler: BroadcastHandler) {
    this.#handlers.set(topic, [...(this.#handlers.get(topic) ?? []), handler]);
    return async () => undefined;
  }

  async close(): Promise<void> {}
}

async function world() {
  const asked: string[] = [];
  const answers: ((answer: { admitted: boolean; withdrawals: number }) => void)[] = [];
  const standings = new TicketStandings({
    find: (tenantId, appId, { id }) => {
      asked.push(`${tenantId} ${appId} ${id}`);
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  const broadcast = new Megaphone();
  await standings.listen(broadcast);
  return { standings, broadcast, asked, answers };
}

test('the database is asked once per applet and maker, however often a ticket is shown', async () => {
  const { standings, asked, answers } = await world();
  const first = standings.find(...shop, ann);
  const second = standings.find(...shop, ann);
  answers[0]?.({ admitted: true, withdrawals: 0 });

  await expect(Promise.all([first, second])).resolves.toHaveLength(2);
  for (let time = 0; time < 100; time += 1) await standings.find(...shop, ann);
  void standings.find(...shop, bob);
  void standings.find(...neighbour, ann);

  expect(asked).toEqual(['tenant-a wx1 ann', 'tenant-a wx1 bob', 'tenant-b wx2 ann']);
});

test.each([
  ['merchant', 'tenant-a', ['tenant-a wx1 ann', 'tenant-a wx1 bob']],
  ['preview-tickets', 'tenant-a', ['tenant-a wx1 ann', 'tenant-a wx1 bob']],
  ['credential', 'ann', ['tenant-a wx1 ann', 'tenant-b wx2 ann']],
  ['agency', 'anybody', ['tenant-a wx1 ann', 'tenant-a wx1 bob', 'tenant-b wx2 ann']],
  ['merchant', null, ['tenant-a wx1 ann', 'tenant-a wx1 bob', 'tenant-b wx2 ann']],
])('after "%s: %s" those it concerns are asked about anew, and no others', async (topic, message, concerned) => {
  const { standings, broadcast, asked } = await world();
  const ask = () => {
    void standings.find(...shop, ann);
    void standings.find(...shop, bob);
    void standings.find(...neighbour, ann);
  };
  ask();
  asked.length = 0;

  await broadcast.publish(topic, message);
  ask();

  expect(asked).toEqual(concerned);
});

test('an answer that is on its way when a change is heard of is not kept', async () => {
  const { standings, broadcast, answers } = await world();
  const before = standings.find(...shop, ann);
  await broadcast.publish('merchant', 'tenant-a');
  const after = standings.find(...shop, ann);
  answers[1]?.({ admitted: false, withdrawals: 0 });
  answers[0]?.({ admitted: true, withdrawals: 0 });

  await expect(before).resolves.toMatchObject({ admitted: true });
  await expect(after).resolves.toMatchObject({ admitted: false });
  await expect(standings.find(...shop, ann)).resolves.toMatchObject({ admitted: false });
});

test('a question that failed is asked again', async () => {
  const answers = [Promise.reject(new Error('down')), Promise.resolve({ admitted: true, withdrawals: 0 })];
  const standings = new TicketStandings({ find: () => answers.shift() as (typeof answers)[number] });

  await expect(standings.find(...shop, ann)).rejects.toThrow('down');
  await expect(standings.find(...shop, ann)).resolves.toMatchObject({ admitted: true });
});
