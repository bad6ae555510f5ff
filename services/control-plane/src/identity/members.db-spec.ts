import { newId } from '#kernel/identity/ids.js';
import { unique, World, WORLD_PASSWORD, type WorldAgency } from '#testing/world.js';
import { listMerchants } from '../merchants/merchants.contract.js';
import {
  changeMember,
  changeMerchantMember,
  createMember,
  createMerchantMember,
  listMembers,
  listMerchantMembers,
} from './members.contract.js';
import { whoAmI } from './session.contract.js';

let world: World;
let agency: WorldAgency;
let neighbour: WorldAgency;

beforeAll(async () => {
  world = await World.start();
  agency = await world.agency();
  neighbour = await world.agency();
});
afterAll(() => world.stop());

function newMember(role: 'owner' | 'staff' | 'viewer' = 'staff') {
  return { email: `${unique()}@example.com`, name: 'Li Lei', role, password: WORLD_PASSWORD };
}

describe("an agency's members", () => {
  it('can be added, and log in with their role', async () => {
    const body = newMember('viewer');

    const member = await agency.api.call(createMember, { body });

    expect(member).toMatchObject({ email: body.email, role: 'viewer', status: 'active' });
    const api = await world.logIn(body.email);
    expect((await api.call(whoAmI)).permissions).toEqual(['agency:read', 'merchants:read']);
    expect((await api.send(createMember, { body: newMember() })).status).toBe(403);
  });

  it('are listed page by page without the neighbours', async () => {
    const api = (await world.agency()).api;
    for (let count = 0; count < 4; count += 1) await api.call(createMember, { body: newMember() });

    const first = await api.call(listMembers, { query: { limit: 3 } });
    const second = await api.call(listMembers, { query: { limit: 3, cursor: first.nextCursor ?? '' } });

    expect(first.items).toHaveLength(3);
    expect(second.items).toHaveLength(2);
    expect(second.nextCursor).toBeNull();
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(5);
  });

  it('have an e-mail of their own, however it is capitalised', async () => {
    const body = newMember();
    await agency.api.call(createMember, { body });

    const response = await neighbour.api.send(createMember, { body: { ...body, email: body.email.toUpperCase() } });

    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'member.email_taken', errors: [{ pointer: '/email' }] });
  });

  it('need a sound e-mail, a known role and a long password', async () => {
    const body = { email: 'nobody', name: ' ', role: 'king' as 'owner', password: 'short' };

    const response = await agency.api.send(createMember, { body });

    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(new Set(errors.map(({ pointer }) => pointer))).toEqual(new Set(['/email', '/name', '/role', '/password']));
  });

  it('lose their sessions when they are disabled, and can be enabled again', async () => {
    const body = newMember();
    const { id: memberId } = await agency.api.call(createMember, { body });
    const api = await world.logIn(body.email);

    await agency.api.call(changeMember, { params: { memberId }, body: { status: 'disabled' } });

    expect((await api.send(whoAmI)).status).toBe(401);
    await expect(world.logIn(body.email)).rejects.toThrow('auth.wrong_credentials');
    await agency.api.call(changeMember, { params: { memberId }, body: { status: 'active' } });
    expect((await (await world.logIn(body.email)).send(whoAmI)).status).toBe(200);
  });

  it.each([{ status: 'disabled' as const }, { role: 'staff' as const }])(
    'keep their last owner from %j',
    async (body) => {
      const { api } = await world.agency();
      const { memberId } = await api.call(whoAmI);

      const response = await api.send(changeMember, { params: { memberId: memberId ?? '' }, body });

      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({ code: 'member.last_owner' });
    },
  );

  it('keep one owner when two remove each other at the same moment', async () => {
    const { api } = await world.agency();
    const body = newMember('owner');
    const { id: second } = await api.call(createMember, { body });
    const other = await world.logIn(body.email);
    const first = (await api.call(whoAmI)).memberId ?? '';

    const answers = await Promise.all([
      api.send(changeMember, { params: { memberId: second }, body: { role: 'staff' } }),
      other.send(changeMember, { params: { memberId: first }, body: { role: 'staff' } }),
    ]);

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('of another agency do not exist', async () => {
    const { id: memberId } = await agency.api.call(createMember, { body: newMember() });

    const response = await neighbour.api.send(changeMember, { params: { memberId }, body: { role: 'owner' } });

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'member.not_found' });
  });

  it('are not what the operator sees as members', async () => {
    const { items } = await world.operator.call(listMembers);

    expect(items.map(({ email }) => email)).toEqual(['operator@example.com']);
  });
});

describe("a merchant's members", () => {
  it('see their merchant and no other, and not the agency', async () => {
    const [own, other] = [await world.merchant(agency), await world.merchant(agency)];
    const body = newMember('owner');
    await agency.api.call(createMerchantMember, { params: { merchantId: own.id }, body });
    const api = await world.logIn(body.email);

    expect(await api.call(whoAmI)).toMatchObject({ kind: 'merchant', merchantId: own.id, agencyId: null });
    expect((await api.call(listMerchants)).items.map(({ id }) => id)).toEqual([own.id]);
    expect((await api.send(listMerchantMembers, { params: { merchantId: other.id } })).status).toBe(404);
    expect((await api.send(listMembers)).status).toBe(403);
  });

  it('are managed by their agency', async () => {
    const params = { merchantId: (await world.merchant(agency)).id };
    const owner = await agency.api.call(createMerchantMember, { params, body: newMember('owner') });
    const member = await agency.api.call(createMerchantMember, { params, body: newMember('staff') });

    const changed = await agency.api.call(changeMerchantMember, {
      params: { ...params, memberId: member.id },
      body: { role: 'viewer', name: 'Han Meimei' },
    });

    expect(changed).toMatchObject({ role: 'viewer', name: 'Han Meimei' });
    const { items } = await agency.api.call(listMerchantMembers, { params });
    expect(items.map(({ id }) => id)).toEqual([member.id, owner.id]);
  });

  it('are found below their own merchant only', async () => {
    const [one, other] = [await world.merchant(agency), await world.merchant(agency)];
    const member = await agency.api.call(createMerchantMember, { params: { merchantId: one.id }, body: newMember() });

    for (const memberId of [member.id, newId<string>()]) {
      const params = { merchantId: other.id, memberId };
      expect((await agency.api.send(changeMerchantMember, { params, body: { role: 'viewer' } })).status).toBe(404);
    }
  });
});
