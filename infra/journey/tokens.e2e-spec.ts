import { type HeldApplet, TokenWorld, until } from './token-world.fixture.js';

const REFRESH = '/cgi-bin/component/api_authorizer_token';
const COMPONENT_TOKEN = '/cgi-bin/component/api_component_token';
const INFO = '/cgi-bin/component/api_get_authorizer_info';
const LIST = '/cgi-bin/component/api_get_authorizer_list';

describe('tokens shared by several processes', () => {
  let world: TokenWorld;
  let applets: HeldApplet[];
  const [APPLETS, PROCESSES, CALLERS] = [12, 3, 25];

  beforeAll(async () => {
    world = await TokenWorld.start();
    applets = await world.authorise(APPLETS);
  });

  afterAll(() => world.stop());

  beforeEach(async () => {
    for (const holder of world.holders.splice(0)) {
      holder.kill();
      await holder.ended;
    }
    world.cable.mend();
    await world.knob('PUT', '/sandbox/settings', { faults: [] });
    await world.twoHoursPass();
  });

  const one = (): HeldApplet => applets[0] as HeldApplet;

  /** What everything here is about: a process that knows nothing makes a call for every applet, and no merchant was asked. */
  const expectAllToWork = async (): Promise<void> => {
    const fresh = await world.holder();
    expect(await Promise.all(applets.map((applet) => fresh.ask(applet)))).toEqual(applets.map(() => null));
  };

  const refreshesOf = async ({ appId }: HeldApplet): Promise<number> =>
    (await world.calls(REFRESH)).get(appId)?.count ?? 0;

  test('many callers in several processes cause one refresh for each applet and one component token', async () => {
    // WeChat takes its time, so that everyone asks while the first answer is still on its way.
    await world.knob('PUT', '/sandbox/settings', { faults: [{ path: REFRESH, delayMs: 100, times: 1_000 }] });
    const holders = await Promise.all(Array.from({ length: PROCESSES }, () => world.holder()));

    const outcomes = await Promise.all(
      holders.flatMap((holder) => applets.map((applet) => holder.ask(applet, CALLERS))),
    );

    expect(outcomes.filter((outcome) => outcome !== null)).toEqual([]);
    const refreshes = await world.calls(REFRESH);
    expect(applets.map(({ appId }) => refreshes.get(appId)?.count)).toEqual(applets.map(() => 1));
    expect(await world.totalOf(COMPONENT_TOKEN)).toBe(1);
    expect(await world.totalOf('/wxa/getversioninfo')).toBe(APPLETS * PROCESSES * CALLERS);
  });

  test('a process killed while it waits for its turn holds nobody up', async () => {
    const before = await world.holder();
    let lockedBy: Promise<void> = Promise.resolve();
    let release = (): void => undefined;
    await new Promise<void>((locked) => {
      lockedBy = world.tenants.transaction(one().tenantId, async (tx) => {
        await tx.query('select from applet where app_id = $1 for update', [one().appId]);
        locked();
        await new Promise<void>((resolve) => (release = resolve));
      });
    });
    const asked = before.ask(one());
    await until(async () => (await waitingForRows(world)) > 0);

    before.kill();
    expect(await asked).toBe('killed');
    release();
    await lockedBy;

    await expectAllToWork();
    expect(await refreshesOf(one())).toBe(1);
  });

  test('a process killed while the answer is on its way costs one more refresh, within the grace of the old token', async () => {
    await world.knob('PUT', '/sandbox/settings', { faults: [{ path: REFRESH, after: true, delayMs: 5_000 }] });
    const holder = await world.holder();
    const asked = holder.ask(one());
    await until(async () => (await refreshesOf(one())) === 1);

    holder.kill();
    expect(await asked).toBe('killed');

    await expectAllToWork();
    expect(await refreshesOf(one())).toBe(2);
    expect(await world.totalOf(INFO)).toBe(0);
  });

  test('a process killed between the answer and our commit: found again long after the grace, without the merchant', async () => {
    const holder = await world.holder({ diesAfterAnswerOf: REFRESH });
    expect(await holder.ask(one())).toBe('killed');
    await world.twoHoursPass();

    await expectAllToWork();

    // The stored one is refused, as is its forerunner when there is one; the account's details tell the valid one; that one is used.
    const { count = 0, errors = 0 } = (await world.calls(REFRESH)).get(one().appId) ?? {};
    expect(count - errors).toBe(1);
    expect([1, 2]).toContain(errors);
    expect(await world.totalOf(INFO)).toBe(1);
  });

  test('when the details of the account do not answer, the list of all accounts does', async () => {
    const holder = await world.holder({ diesAfterAnswerOf: REFRESH });
    expect(await holder.ask(one())).toBe('killed');
    await world.twoHoursPass();
    await world.knob('PUT', '/sandbox/settings', { faults: [{ path: INFO, errcode: 45009, times: 10 }] });

    await expectAllToWork();

    expect(await world.totalOf(LIST)).toBe(1);
  });

  test('a process killed right after the commit has renewed the token for everyone', async () => {
    const holder = await world.holder({ diesAfterCommit: true });
    expect(await holder.ask(one())).toBe('killed');

    await expectAllToWork();

    expect(await refreshesOf(one())).toBe(1);
  });

  test('killed at any instant, again and again, while every applet is renewed', async () => {
    for (let round = 0; round < 10; round += 1) {
      await world.twoHoursPass();
      const holders = await Promise.all([world.holder(), world.holder()]);
      const asked = holders.flatMap((holder) => applets.map((applet) => holder.ask(applet, 3)));
      // Not after a time but after so many refreshes: the instants differ from round to round on any machine.
      await until(async () => (await world.totalOf(REFRESH)) >= round || (await allSettled(asked)));
      for (const holder of holders) holder.kill();
      await Promise.all(asked);
    }
    await world.twoHoursPass();

    await expectAllToWork();
  });

  test('a database that goes away during a refresh: the callers are told, and nothing is lost', async () => {
    await world.knob('PUT', '/sandbox/settings', { faults: [{ path: REFRESH, after: true, delayMs: 500 }] });
    const holder = await world.holder({ access: { ...world.database.access, databaseUrl: world.cable.url } });
    const asked = holder.ask(one());
    await until(async () => (await refreshesOf(one())) === 1);

    world.cable.cut();
    expect(await asked).toMatchObject({ errcode: null });
    await world.twoHoursPass();
    world.cable.mend();

    expect(await holder.ask(one())).toBeNull();
    await expectAllToWork();
  });

  test('processes whose clocks disagree by hours still share the tokens', async () => {
    const hour = 3_600_000;
    const holders = await Promise.all([-3 * hour, 0, 3 * hour].map((clockSkewMs) => world.holder({ clockSkewMs })));

    for (let round = 0; round < 3; round += 1) {
      for (const holder of holders) expect(await holder.ask(one(), CALLERS)).toBeNull();
    }

    expect(await refreshesOf(one())).toBeLessThanOrEqual(3);
  });

  describe('the platform’s own token', () => {
    const componentTokens = (): Promise<number> => world.totalOf(COMPONENT_TOKEN);
    const ticketsUnderWay = async (): Promise<number> => {
      const { items } = await world.knob<{ readonly items: readonly { readonly state: string }[] }>(
        'GET',
        '/sandbox/pushes?event=component_verify_ticket',
      );
      return items.filter(({ state }) => state === 'pending').length;
    };

    test('a process killed between the answer and our commit costs one more call', async () => {
      const holder = await world.holder({ diesAfterAnswerOf: COMPONENT_TOKEN });
      expect(await holder.ask(one())).toBe('killed');

      await expectAllToWork();

      expect(await componentTokens()).toBe(2);
    });

    test('a ticket that is lost is asked for, and the newest of two is used', async () => {
      // The clock's jump brought a ticket of its own, which may still be on its way.
      await until(async () => (await ticketsUnderWay()) === 0);
      await world.fleet.execute('delete from platform.wechat_component');
      const holder = await world.holder();
      expect(await holder.ask(one())).toMatchObject({ errcode: -90005 });

      await world.component.startTicketPush();
      await until(() => world.component.hasTicket());
      await world.knob('POST', '/sandbox/ticket');

      expect(await holder.ask(one())).toBeNull();
      expect(await componentTokens()).toBe(1);
    });

    test('a ticket that expired during an outage of twelve hours is replaced without a person', async () => {
      await world.knob('PUT', '/sandbox/settings', { ticketIntervalMs: 100 * 3_600_000 });
      await world.knob('POST', '/sandbox/ticket');
      await world.knob('POST', '/sandbox/clock', { advanceSeconds: 13 * 3_600 });
      await world.knob('DELETE', '/sandbox/calls');
      const holder = await world.holder();

      await until(async () => (await holder.ask(one())) === null);

      expect((await world.calls(COMPONENT_TOKEN)).get('')?.errors).toBeGreaterThan(0);
      expect(await world.totalOf('/cgi-bin/component/api_start_push_ticket')).toBe(1);
      await world.knob('PUT', '/sandbox/settings', { ticketIntervalMs: 600_000 });
    });
  });
});

const waitingForRows = async (world: TokenWorld): Promise<number> => {
  const [row] = await world.fleet.query<{ waiting: string }>(
    `select count(*) as waiting from pg_locks where not granted and locktype in ('transactionid', 'tuple')`,
  );
  return Number(row?.waiting ?? 0);
};

const allSettled = async (work: readonly Promise<unknown>[]): Promise<boolean> =>
  Promise.race([
    Promise.all(work).then(() => true),
    new Promise<boolean>((resolve) => setImmediate(() => resolve(false))),
  ]);
