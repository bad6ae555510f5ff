import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import { DueEarningSweeper, DueMembershipsAcrossTenants, MonthTurnSweeper } from './membership-jobs.js';
import { MembershipWorld } from './membership.fixture.js';
import { MonthTurn } from './month-turn.js';
import { PointsEarning } from './points-earning.js';

let world: MembershipWorld;
let fleet: FleetDatabase;
let queue: JobQueue;
let due: DueMembershipsAcrossTenants;

beforeAll(async () => {
  world = await MembershipWorld.start();
  fleet = await FleetDatabase.connect(world.database.access);
  queue = new JobQueue({ databaseUrl: world.database.queueUrl }, () => undefined);
  due = new DueMembershipsAcrossTenants(fleet);
});
afterAll(async () => {
  await queue.close();
  await fleet.close();
  await world.stop();
});

test('an order that was sent and never confirmed is found when its time has come, until it has earned', async () => {
  const shopper = await world.shopper();
  const [sent, waiting] = [await world.order(shopper), await world.order(shopper)];
  for (const order of [sent, waiting]) await world.pay(order);
  await world.ship(sent);
  const sweeper = new DueEarningSweeper(due, queue);
  expect(await sweeper.sweep()).toBe(0);

  await world.run('update order_earning set due_at = now() where tenant_id = $1 and order_id = $2', [
    world.tenantId,
    sent,
  ]);
  expect(await due.earnings()).toEqual([{ tenant_id: world.tenantId, id: sent }]);
  expect(await sweeper.sweep()).toBe(1);
  await new PointsEarning(world.tenants).handle({ tenantId: world.tenantId, orderId: sent });

  expect(await sweeper.sweep()).toBe(0);
  expect(await world.points(shopper)).toBe(100);
});

test('a month that has turned is found until it is dealt with, and never where the programme is off', async () => {
  const sweeper = new MonthTurnSweeper(due, queue);
  expect(await sweeper.sweep()).toBe(0);
  await world.run(
    `update membership_programme set swept_month = swept_month - interval '1 month' where tenant_id = $1`,
    [world.tenantId],
  );

  expect(await sweeper.sweep()).toBe(1);
  await new MonthTurn(world.tenants).handle({ tenantId: world.tenantId });
  expect(await sweeper.sweep()).toBe(0);

  await world.promise({ enabled: false });
  await world.run(`update membership_programme set swept_month = '2020-01-01' where tenant_id = $1`, [world.tenantId]);
  expect(await sweeper.sweep()).toBe(0);
  await world.promise({});
  expect(await sweeper.sweep()).toBe(0);
});
