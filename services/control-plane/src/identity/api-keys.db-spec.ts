import { Client } from 'pg';
import { World, WORLD_PASSWORD, type WorldAgency } from '#testing/world.js';
import { suspendAgency } from '../agencies/agencies.contract.js';
import { createMerchant, listMerchants } from '../merchants/merchants.contract.js';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.contract.js';
import { createMember } from './members.contract.js';
import { changePassword, whoAmI } from './session.contract.js';

let world: World;
let agency: WorldAgency;

beforeAll(async () => {
  world = await World.start();
  agency = await world.agency();
});
afterAll(() => world.stop());

async function key(of: WorldAgency, scopes: ('merchants:read' | 'merchants:write' | 'agency:read')[]) {
  const created = await of.api.call(createApiKey, { body: { name: 'Import', scopes } });
  return { ...created, api: world.stranger.with({ authorization: `Bearer ${created.secret}` }) };
}

describe('an API key', () => {
  it('acts for its agency within its scopes', async () => {
    const { api } = await key(agency, ['merchants:read', 'merchants:write']);

    const merchant = await api.call(createMerchant, { body: { clientRef: 'K-1', name: 'Tea' } });

    expect(merchant.agencyId).toBe(agency.id);
    expect(await api.call(whoAmI)).toMatchObject({
      kind: 'agency',
      name: 'Import',
      memberId: null,
      agencyId: agency.id,
    });
  });

  it('does not act outside its scopes', async () => {
    const { api } = await key(agency, ['merchants:read']);

    const response = await api.send(createMerchant, { body: { clientRef: 'K-2', name: 'Tea' } });

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'auth.forbidden' });
  });

  it('cannot be given the right to make keys', async () => {
    const response = await agency.api.send(createApiKey, {
      body: { name: 'x', scopes: ['agency:manage' as 'agency:read'] },
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/scopes/0' }] });
  });

  it('is shown once and stored as a hash', async () => {
    const created = await key(agency, ['merchants:read']);

    const { items } = await agency.api.call(listApiKeys);
    const listed = items.find(({ id }) => id === created.id);
    expect(listed).toMatchObject({ prefix: created.secret.slice(0, 9), revokedAt: null });
    expect(JSON.stringify(items)).not.toContain(created.secret);
    const fleet = new Client({ connectionString: world.database.fleetUrl });
    await fleet.connect();
    const { rows } = await fleet.query('select k::text as text from platform.api_key k where id = $1', [created.id]);
    await fleet.end();
    expect(JSON.stringify(rows)).not.toContain(created.secret);
  });

  it('shows when it was used last', async () => {
    const created = await key(agency, ['merchants:read']);
    expect(created.lastUsedAt).toBeNull();

    await created.api.call(listMerchants);

    const { items } = await agency.api.call(listApiKeys);
    expect(items.find(({ id }) => id === created.id)?.lastUsedAt).not.toBeNull();
  });

  it('stops working the moment it is revoked; revoking it again changes nothing', async () => {
    const created = await key(agency, ['merchants:read']);
    const params = { keyId: created.id };

    expect((await agency.api.send(revokeApiKey, { params })).status).toBe(204);
    expect((await created.api.send(listMerchants)).status).toBe(401);
    expect((await agency.api.send(revokeApiKey, { params })).status).toBe(204);
  });

  it('of another agency does not exist', async () => {
    const created = await key(agency, ['merchants:read']);
    const neighbour = await world.agency();

    const response = await neighbour.api.send(revokeApiKey, { params: { keyId: created.id } });

    expect(response.status).toBe(404);
    expect((await neighbour.api.call(listApiKeys)).items).toEqual([]);
    expect((await created.api.send(listMerchants)).status).toBe(200);
  });

  it('of a suspended agency is refused', async () => {
    const other = await world.agency();
    const { api } = await key(other, ['merchants:read']);
    await world.operator.call(suspendAgency, { params: { agencyId: other.id } });

    expect((await api.send(listMerchants)).status).toBe(403);
  });

  it('is made by an owner of an agency', async () => {
    const email = 'staff-of-keys@example.com';
    const member = { email, name: 'Staff', role: 'staff' as const, password: WORLD_PASSWORD };
    await agency.api.call(createMember, { body: member });
    const staff = await world.logIn(email);
    const body = { name: 'x', scopes: ['merchants:read' as const] };

    expect((await staff.send(createApiKey, { body })).status).toBe(403);
    const byOperator = await world.operator.send(createApiKey, { body });
    expect(await byOperator.json()).toMatchObject({ code: 'auth.agency_only' });
  });

  it('has no password to change', async () => {
    const { api } = await key(agency, ['merchants:read']);

    const body = { currentPassword: 'x', newPassword: 'a new password' };
    expect(await (await api.send(changePassword, { body })).json()).toMatchObject({ code: 'auth.session_required' });
  });

  it.each(['Bearer xp_unknownunknownunknownunknown', 'Bearer other', 'Basic eDp5'])(
    'is needed: %s is none',
    async (authorization) => {
      expect((await world.stranger.with({ authorization }).send(listMerchants)).status).toBe(401);
    },
  );
});
