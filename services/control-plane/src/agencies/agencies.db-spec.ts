import { openBroadcast } from '#kernel/broadcast/open-broadcast.js';
import { unique, World, WORLD_PASSWORD, type WorldAgency } from '#testing/world.js';
import {
  changeAgency,
  createAgency,
  getAgency,
  listAgencies,
  resumeAgency,
  suspendAgency,
} from './agencies.contract.js';

let world: World;
let agency: WorldAgency;

beforeAll(async () => {
  world = await World.start();
  agency = await world.agency('100%_Shops');
});
afterAll(() => world.stop());

function newAgency(name = unique()) {
  return { name, owner: { email: `${unique()}@example.com`, name: 'Owner', password: WORLD_PASSWORD } };
}

describe('agencies', () => {
  it('are made by the operator with their first owner, who can log in', async () => {
    const body = newAgency();

    const created = await world.operator.call(createAgency, { body });

    expect(created).toMatchObject({ name: body.name, status: 'active', merchants: 0 });
    const owner = await world.logIn(body.owner.email);
    expect((await owner.call(listAgencies)).items).toEqual([created]);
  });

  it('are not made by halves', async () => {
    const body = newAgency();

    const response = await world.operator.send(createAgency, {
      body: { ...body, owner: { ...body.owner, email: agency.ownerEmail } },
    });

    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'member.email_taken' });
    expect((await world.operator.call(listAgencies, { query: { q: body.name } })).items).toEqual([]);
  });

  it('have a name of their own', async () => {
    const { name } = await world.operator.call(createAgency, { body: newAgency() });

    const again = await world.operator.send(createAgency, { body: newAgency(name.toUpperCase()) });
    const renamed = await world.operator.send(changeAgency, { params: { agencyId: agency.id }, body: { name } });

    expect([again.status, renamed.status]).toEqual([409, 409]);
    expect(await renamed.json()).toMatchObject({ code: 'agency.name_taken', errors: [{ pointer: '/name' }] });
  });

  it('refuse unknown and missing fields', async () => {
    const response = await world.operator.send(createAgency, { body: { title: 'x' } as never });

    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/name', '/owner', '/title']);
  });

  it('are found by a part of their name, in which % and _ mean themselves', async () => {
    const found = async (q: string) =>
      (await world.operator.call(listAgencies, { query: { q } })).items.map(({ id }) => id);

    expect(await found('0%_s')).toEqual([agency.id]);
    expect(await found('100_')).toEqual([]);
  });

  it('are listed page by page', async () => {
    const prefix = unique();
    for (let count = 0; count < 3; count += 1)
      await world.operator.call(createAgency, { body: newAgency(`${prefix} ${count}`) });

    const first = await world.operator.call(listAgencies, { query: { q: prefix, limit: 2 } });
    const second = await world.operator.call(listAgencies, {
      query: { q: prefix, limit: 2, cursor: first.nextCursor ?? '' },
    });

    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(
      [2, 1, 0].map((count) => `${prefix} ${count}`),
    );
    expect(second.nextCursor).toBeNull();
  });

  it('answer 400 for a cursor that is none', async () => {
    for (const cursor of ['nonsense', Buffer.from('["x"]').toString('base64url')]) {
      const response = await world.operator.send(listAgencies, { query: { cursor } });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ pointer: '/query/cursor' }] });
    }
  });

  it('can be suspended and resumed, twice without harm', async () => {
    const { id: agencyId } = await world.operator.call(createAgency, { body: newAgency() });

    for (const [act, status] of [
      [suspendAgency, 'suspended'],
      [suspendAgency, 'suspended'],
      [resumeAgency, 'active'],
    ] as const) {
      expect((await world.operator.call(act, { params: { agencyId } })).status).toBe(status);
    }
  });

  it('are suspended for the runtime at once', async () => {
    const broadcast = openBroadcast({ databaseUrl: world.database.fleetUrl }, () => undefined);
    const { id: agencyId } = await world.operator.call(createAgency, { body: newAgency() });
    const heard = new Promise((resolve) => {
      void broadcast
        .subscribe('agency', resolve)
        .then(() => world.operator.call(suspendAgency, { params: { agencyId } }));
    });

    expect(await heard).toBe(agencyId);
    await broadcast.close();
  });

  it('see themselves and not their neighbours', async () => {
    const neighbour = await world.agency();

    expect(await agency.api.call(getAgency, { params: { agencyId: agency.id } })).toMatchObject({ id: agency.id });
    const response = await neighbour.api.send(getAgency, { params: { agencyId: agency.id } });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'agency.not_found' });
    expect((await neighbour.api.call(listAgencies)).items.map(({ id }) => id)).toEqual([neighbour.id]);
  });

  it.each([changeAgency, suspendAgency, resumeAgency])('cannot do what the operator does: $id', async (route) => {
    const response = await agency.api.send(route, { params: { agencyId: agency.id }, body: { name: 'x' } } as never);

    expect(response.status).toBe(403);
  });
});
