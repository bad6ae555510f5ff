import { openBroadcast } from '#kernel/broadcast/open-broadcast.js';
import { unique, World, WORLD_PASSWORD, type WorldAgency } from '#testing/world.js';
import { createMerchantMember } from '../identity/members.contract.js';
import {
  changeMerchant,
  createMerchant,
  getMerchant,
  listMerchants,
  resumeMerchant,
  suspendMerchant,
} from './merchants.contract.js';

let world: World;
let agency: WorldAgency;
let neighbour: WorldAgency;

beforeAll(async () => {
  world = await World.start();
  agency = await world.agency();
  neighbour = await world.agency();
});
afterAll(() => world.stop());

describe('merchants', () => {
  it('are added with what is known of them', async () => {
    const body = {
      clientRef: unique(),
      name: '示例咖啡馆',
      contactName: '张三',
      contactEmail: 'zhang@example.com',
      contactPhone: '+86 138 0000 0000',
      creditCode: '91350100M000100Y43',
      wantedAppId: 'wx0123456789abcdef',
    };

    const created = await agency.api.call(createMerchant, { body });

    expect(created).toMatchObject({ ...body, agencyId: agency.id, status: 'active' });
    expect(await agency.api.call(getMerchant, { params: { merchantId: created.id } })).toEqual(created);
  });

  it('have a reference of their own within their agency', async () => {
    const body = { clientRef: unique(), name: 'One' };
    await agency.api.call(createMerchant, { body });

    const again = await agency.api.send(createMerchant, { body });

    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'merchant.ref_taken', errors: [{ pointer: '/clientRef' }] });
    expect((await neighbour.api.send(createMerchant, { body })).status).toBe(201);
  });

  it('refuse wrong values by name', async () => {
    const body = {
      clientRef: ' ',
      name: '',
      contactEmail: 'x',
      contactPhone: 'y',
      creditCode: '1',
      wantedAppId: 'z',
      vip: true,
    };

    const response = await agency.api.send(createMerchant, { body });

    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(new Set(errors.map(({ pointer }) => pointer.split('/')[1]))).toEqual(new Set(Object.keys(body)));
  });

  it('refuse a credit code with a wrong check digit', async () => {
    const response = await agency.api.send(createMerchant, {
      body: { clientRef: unique(), name: 'x', creditCode: '91350100M000100Y44' },
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/creditCode', code: 'check_digit' }] });
  });

  it('are changed field by field, and a null empties a field', async () => {
    const { id: merchantId, clientRef } = await agency.api.call(createMerchant, {
      body: { clientRef: unique(), name: 'Old', contactName: 'Li', contactPhone: '12345' },
    });

    const changed = await agency.api.call(changeMerchant, {
      params: { merchantId },
      body: { name: 'New', contactName: null },
    });

    expect(changed).toMatchObject({ clientRef, name: 'New', contactName: null, contactPhone: '12345' });
  });

  it('are added by the operator to an agency that is named and exists', async () => {
    const body = { clientRef: unique(), name: 'x' };

    const unnamed = await world.operator.send(createMerchant, { body });
    const unknown = await world.operator.send(createMerchant, {
      body: { ...body, agencyId: '00000000-0000-7000-8000-000000000000' },
    });
    const created = await world.operator.call(createMerchant, { body: { ...body, agencyId: agency.id } });

    expect(await unnamed.json()).toMatchObject({ status: 400, errors: [{ pointer: '/agencyId' }] });
    expect(await unknown.json()).toMatchObject({ status: 404, code: 'agency.not_found' });
    expect(created.agencyId).toBe(agency.id);
  });

  it('are not added to another agency', async () => {
    const body = { clientRef: unique(), name: 'x', agencyId: agency.id };

    expect((await neighbour.api.send(createMerchant, { body })).status).toBe(404);
  });

  it('are listed page by page, complete and without duplicates', async () => {
    const own = await world.agency();
    const made = [];
    for (let count = 0; count < 7; count += 1) made.push((await world.merchant(own)).id);

    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; nextCursor: string | null } = await own.api.call(listMerchants, {
        query: { limit: 3, ...(cursor && { cursor }) },
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);

    expect(seen).toEqual(made.toReversed());
  });

  it('are found by parts of name, reference and AppID, in which % and _ mean themselves', async () => {
    const own = await world.agency();
    const body = { clientRef: 'R_7%x', name: '晨光 Tea', wantedAppId: 'wxaaaaaaaaaaaaaaaa' };
    const { id } = await own.api.call(createMerchant, { body });
    await world.merchant(own);
    const found = async (q: string) =>
      (await own.api.call(listMerchants, { query: { q } })).items.map((item) => item.id);

    for (const q of ['晨光', 'tea', 'r_7%', 'WXAAAA']) expect(await found(q)).toEqual([id]);
    for (const q of ['R__7', 'R%x', String.raw`\ `]) expect(await found(q)).toEqual([]);
  });

  it('are filtered by agency for operators only', async () => {
    const own = await world.agency();
    const { id } = await world.merchant(own);
    const query = { agencyId: own.id };

    expect((await world.operator.call(listMerchants, { query })).items.map((item) => item.id)).toEqual([id]);
    expect((await neighbour.api.send(listMerchants, { query })).status).toBe(404);
  });

  it('that are suspended are told to the runtime and closed to their own members, and can be resumed', async () => {
    const { id: merchantId } = await world.merchant(agency);
    const email = `${unique()}@example.com`;
    const member = { email, name: 'M', role: 'owner' as const, password: WORLD_PASSWORD };
    await agency.api.call(createMerchantMember, { params: { merchantId }, body: member });
    const own = await world.logIn(email);
    const broadcast = openBroadcast({ databaseUrl: world.database.fleetUrl }, () => undefined);
    const heard = new Promise<string | null>((resolve) => {
      void broadcast
        .subscribe('merchant', resolve)
        .then(() => agency.api.call(suspendMerchant, { params: { merchantId } }));
    });

    expect(await heard).toBe(merchantId);

    await broadcast.close();
    const refused = await own.send(getMerchant, { params: { merchantId } });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'merchant.suspended' });
    const listed = await agency.api.call(listMerchants, { query: { status: 'suspended' } });
    expect(listed.items.map(({ id }) => id)).toContain(merchantId);
    expect(await agency.api.call(resumeMerchant, { params: { merchantId } })).toMatchObject({ status: 'active' });
    expect((await own.send(getMerchant, { params: { merchantId } })).status).toBe(200);
  });
});
