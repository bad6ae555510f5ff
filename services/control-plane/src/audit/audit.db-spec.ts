import { Client } from 'pg';
import { World, type WorldAgency } from '#testing/world.js';
import { createApiKey, revokeApiKey } from '../identity/api-keys.contract.js';
import { changeMember } from '../identity/members.contract.js';
import { whoAmI } from '../identity/session.contract.js';
import { changeMerchant, suspendMerchant } from '../merchants/merchants.contract.js';
import { listAudit, listMerchantAudit } from './audit.contract.js';

let world: World;
let agency: WorldAgency;

beforeAll(async () => {
  world = await World.start();
  agency = await world.agency();
});
afterAll(() => world.stop());

const latest = async (of: WorldAgency, count: number) =>
  (await of.api.call(listAudit, { query: { limit: count } })).items;

describe('the audit log', () => {
  it('tells who changed what, before and after, and in which request', async () => {
    const { id: merchantId } = await world.merchant(agency, 'Old name');
    const me = await agency.api.call(whoAmI);

    const response = await agency.api.send(changeMerchant, { params: { merchantId }, body: { name: 'New name' } });

    const [entry] = await latest(agency, 1);
    expect(entry).toMatchObject({
      action: 'merchant.changed',
      subjectType: 'merchant',
      subjectId: merchantId,
      actor: { kind: 'member', id: me.memberId, name: 'Owner' },
      before: { name: 'Old name' },
      after: { name: 'New name' },
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('has an entry for every kind of change', async () => {
    const own = await world.agency();
    const { id: merchantId } = await world.merchant(own);
    await own.api.call(suspendMerchant, { params: { merchantId } });
    const { id: keyId } = await own.api.call(createApiKey, { body: { name: 'k', scopes: ['merchants:read'] } });
    await own.api.send(revokeApiKey, { params: { keyId } });
    const { memberId } = await own.api.call(whoAmI);
    await own.api.call(changeMember, { params: { memberId: memberId ?? '' }, body: { name: 'Renamed' } });

    expect((await latest(own, 10)).map(({ action }) => action)).toEqual([
      'member.changed',
      'api_key.revoked',
      'api_key.created',
      'merchant.suspended',
      'merchant.created',
      'session.opened',
      'member.created',
      'agency.created',
    ]);
  });

  it('never holds a password, a hash or a key', async () => {
    const { secret } = await agency.api.call(createApiKey, { body: { name: 'k', scopes: ['merchants:read'] } });

    const text = JSON.stringify((await world.operator.call(listAudit, { query: { limit: 100 } })).items);

    expect(text).not.toContain('argon2');
    expect(text).not.toContain(secret);
  });

  it('shows an agency its own entries, page by page', async () => {
    const own = await world.agency();
    for (let count = 0; count < 3; count += 1) await world.merchant(own);

    const first = await own.api.call(listAudit, { query: { limit: 4 } });
    const second = await own.api.call(listAudit, { query: { limit: 4, cursor: first.nextCursor ?? '' } });

    expect([...first.items, ...second.items]).toHaveLength(6);
    expect(second.nextCursor).toBeNull();
    expect((await latest(agency, 100)).map(({ id }) => id)).not.toContain(first.items[0]?.id);
  });

  it('cannot be altered by the programs', async () => {
    const fleet = new Client({ connectionString: world.database.fleetUrl });
    await fleet.connect();

    await expect(fleet.query("update platform.audit_entry set action = 'x'")).rejects.toThrow('permission denied');
    await expect(fleet.query('delete from platform.audit_entry')).rejects.toThrow('permission denied');

    await fleet.end();
  });

  it("answers a merchant's own log", async () => {
    const { id: merchantId } = await world.merchant(agency);

    expect(await agency.api.call(listMerchantAudit, { params: { merchantId } })).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});
