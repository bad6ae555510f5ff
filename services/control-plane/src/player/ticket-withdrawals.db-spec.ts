import type { ApiClient } from '#kernel/http/client.js';
import { eventually } from '#testing/eventually.js';
import type { WorldShop } from '#testing/hosting-world.js';
import { PlayerWorld } from '#testing/player-world.js';
import { refusal } from '#testing/refusal.js';
import { unique, WORLD_PASSWORD } from '#testing/world.js';
import { resumeAgency, suspendAgency } from '../agencies/agencies.contract.js';
import { createApiKey, revokeApiKey } from '../identity/api-keys.contract.js';
import { changeMember, createMember, createMerchantMember } from '../identity/members.contract.js';
import { resumeMerchant, suspendMerchant } from '../merchants/merchants.contract.js';
import { createPreviewTicket, withdrawPreviewTickets } from './preview-tickets.contract.js';

/** Until when a preview's address is good: not longer than whoever made it may look at the shop. */
describe('preview tickets end', () => {
  let player: PlayerWorld;
  let shop: WorldShop;

  beforeAll(async () => {
    player = await PlayerWorld.start();
    shop = await player.hosting.shop();
  });

  afterAll(() => player.stop());

  const ticketOf = async (api: ApiClient, { params }: WorldShop = shop) =>
    (await api.call(createPreviewTicket, { params, body: { lifetimeSeconds: 7 * 24 * 3600 } })).url;
  const statusOf = async (url: string) => (await fetch(`${url}package.json`)).status;
  const becomes = (url: string, status: number) =>
    eventually(
      () => statusOf(url),
      (now) => now === status,
    );
  const withdraw = (api: ApiClient, params = shop.params) => api.call(withdrawPreviewTickets, { params });

  test('when all of an applet are withdrawn: at once, and at every door; later ones are good, and other shops untouched', async () => {
    const other = await player.hosting.shop();
    const [first, second, elsewhere] = [
      await ticketOf(shop.api),
      await ticketOf(shop.api),
      await player.preview(other),
    ];
    expect(await statusOf(first)).toBe(200);

    await withdraw(shop.api);

    const post = (path: string) => fetch(`${first}${path}`, { method: 'POST' });
    const doors = [fetch(first), fetch(`${first}package.json`), fetch(second), post('request'), post('play/login')];
    expect((await Promise.all(doors)).map(({ status }) => status)).toEqual([410, 410, 410, 410, 410]);
    expect(await (await fetch(first)).text()).toContain('预览链接已失效');
    expect(await statusOf(elsewhere)).toBe(200);
    const later = await ticketOf(shop.api);
    expect(await statusOf(later)).toBe(200);
    await Promise.all([withdraw(shop.api), withdraw(shop.api)]);
    expect(await statusOf(later)).toBe(410);
    const audited = await player.hosting.asFleet(
      `select 1 from audit_entry where subject_id = $1 and action = 'preview.withdrawn'`,
      shop.appId,
    );
    expect(audited).toHaveLength(3);
  });

  test('are withdrawn neither by strangers, nor by those who only look, nor by a neighbour', async () => {
    const neighbour = await player.hosting.shop();
    const email = `${unique()}@example.com`;
    const body = { email, name: 'Viewer', role: 'viewer', password: WORLD_PASSWORD } as const;
    await shop.api.call(createMember, { body });
    const viewer = await player.hosting.world.logIn(email);
    const url = await ticketOf(viewer);

    expect(await refusal(withdraw(player.hosting.world.stranger))).toMatchObject({ status: 401 });
    expect(await refusal(withdraw(viewer))).toMatchObject({ status: 403, code: 'auth.forbidden' });
    expect(await refusal(withdraw(neighbour.api))).toMatchObject({ status: 404, code: 'merchant.not_found' });
    const crossed = { merchantId: neighbour.merchantId, appId: shop.appId };
    expect(await refusal(withdraw(neighbour.api, crossed))).toMatchObject({ status: 404, code: 'applet.not_found' });
    const nonsense = { ...shop.params, appId: "wx'; drop table applet; --" };
    expect(await refusal(withdraw(shop.api, nonsense))).toMatchObject({ status: 400, code: 'request.invalid' });
    expect(await statusOf(url)).toBe(200);
  });

  test("when their maker's membership ends, be it in the agency or at the merchant; a colleague's live on", async () => {
    const member = {
      email: `${unique()}@example.com`,
      name: 'Leaving',
      role: 'staff',
      password: WORLD_PASSWORD,
    } as const;
    const worker = { ...member, email: `${unique()}@example.com` };
    const { id: memberId } = await shop.api.call(createMember, { body: member });
    const { merchantId } = shop;
    await shop.api.call(createMerchantMember, { params: { merchantId }, body: worker });
    const [left, kept] = [
      await ticketOf(await player.hosting.world.logIn(member.email)),
      await ticketOf(await player.hosting.world.logIn(worker.email)),
    ];
    expect([await statusOf(left), await statusOf(kept)]).toEqual([200, 200]);

    await shop.api.call(changeMember, { params: { memberId }, body: { status: 'disabled' } });

    await becomes(left, 410);
    expect(await statusOf(kept)).toBe(200);
    await shop.api.call(changeMember, { params: { memberId }, body: { status: 'active' } });
    await becomes(left, 200);
  });

  test('when the API key that made them is revoked', async () => {
    const body = { name: 'Integration', scopes: ['merchants:read'] } as const;
    const { id: keyId, secret } = await shop.api.call(createApiKey, { body: { ...body, scopes: [...body.scopes] } });
    const stranger = player.hosting.world.stranger;
    const url = await ticketOf(stranger.with({ authorization: `Bearer ${secret}` }));
    expect(await statusOf(url)).toBe(200);

    await shop.api.call(revokeApiKey, { params: { keyId } });

    await becomes(url, 410);
  });

  test("while the shop or its agency is closed, the operator's too", async () => {
    const closing = await player.hosting.shop();
    const { operator } = player.hosting.world;
    const [own, operators] = [await ticketOf(closing.api, closing), await ticketOf(operator, closing)];
    const params = { merchantId: closing.merchantId };
    const agency = { agencyId: closing.agency.id };
    expect([await statusOf(own), await statusOf(operators)]).toEqual([200, 200]);

    await closing.api.call(suspendMerchant, { params });
    await becomes(own, 410);
    await becomes(operators, 410);
    await closing.api.call(resumeMerchant, { params });
    await becomes(own, 200);
    await operator.call(suspendAgency, { params: agency });
    await becomes(own, 410);
    await operator.call(resumeAgency, { params: agency });
    await becomes(operators, 200);
  });
});
