import { Client } from 'pg';
import { World, WORLD_PASSWORD, type WorldAgency } from '#testing/world.js';
import { createAgency, resumeAgency, suspendAgency } from '../agencies/agencies.contract.js';
import { listMerchants } from '../merchants/merchants.contract.js';
import { createMember } from './members.contract.js';
import { changePassword, logIn, logOut, whoAmI } from './session.contract.js';

let world: World;
let agency: WorldAgency;
let fleet: Client;

beforeAll(async () => {
  world = await World.start();
  agency = await world.agency();
  fleet = new Client({ connectionString: world.database.fleetUrl });
  await fleet.connect();
});
afterAll(async () => {
  await fleet.end();
  await world.stop();
});
beforeEach(() => fleet.query('delete from platform.login_failure'));

async function staff(): Promise<string> {
  const email = `Staff-${Math.random().toString(36).slice(2)}@Example.com`;
  const body = { email, name: 'Staff', role: 'staff' as const, password: WORLD_PASSWORD };
  await agency.api.call(createMember, { body });
  return email;
}

const tryLogIn = (email: string, password: string) => world.stranger.send(logIn, { body: { email, password } });

describe('POST /api/session', () => {
  it('answers who logged in, and sets a cookie that scripts cannot read', async () => {
    const response = await tryLogIn(agency.ownerEmail, WORLD_PASSWORD);

    expect(response.status).toBe(200);
    const cookie = response.headers.get('set-cookie');
    expect(cookie).toMatch(/^xp_session=[\w-]{43}; .*Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await response.json()).toMatchObject({
      kind: 'agency',
      role: 'owner',
      agencyId: agency.id,
      merchantId: null,
    });
  });

  it('does not care how the e-mail is capitalised', async () => {
    const email = await staff();

    expect((await tryLogIn(email.toUpperCase(), WORLD_PASSWORD)).status).toBe(200);
  });

  it('stores no token', async () => {
    const response = await tryLogIn(agency.ownerEmail, WORLD_PASSWORD);
    const [, token] = /xp_session=([\w-]+)/.exec(response.headers.get('set-cookie') ?? '') ?? [];

    const { rows } = await fleet.query<{ text: string }>('select s::text as text from platform.session s');
    expect(token).toHaveLength(43);
    expect(rows.map(({ text }) => text).join('\n')).not.toContain(token);
    expect(rows.map(({ text }) => text).join('\n')).not.toContain(Buffer.from(token ?? '').toString('hex'));
  });

  it('answers the same for a wrong password and an unknown e-mail', async () => {
    const wrong = await tryLogIn(agency.ownerEmail, 'not the password');
    const unknown = await tryLogIn('nobody@example.com', 'not the password');

    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.text()).toBe(await unknown.text());
  });

  it('names the fields that are missing or unknown', async () => {
    const response = await fetch(`${world.baseUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'a@example.com', pasword: 'x' }),
    });

    expect(response.status).toBe(400);
    const problem = (await response.json()) as { code: string; errors: { pointer: string }[] };
    expect(problem.code).toBe('request.invalid');
    expect(problem.errors.map(({ pointer }) => pointer).sort()).toEqual(['/password', '/pasword']);
  });

  it('refuses a sixth wrong password within a quarter of an hour, then even the right one', async () => {
    const email = await staff();
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await tryLogIn(email, 'wrong')).status).toBe(401);

    const sixth = await tryLogIn(email, WORLD_PASSWORD);

    expect(sixth.status).toBe(429);
    expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(840);
    expect(Number(sixth.headers.get('retry-after'))).toBeLessThanOrEqual(900);
    await fleet.query("update platform.login_failure set failed_at = failed_at - interval '15 minutes'");
    expect((await tryLogIn(email, WORLD_PASSWORD)).status).toBe(200);
  });

  it('counts attempts made at the same moment one by one', async () => {
    const email = await staff();

    const answers = await Promise.all(Array.from({ length: 12 }, () => tryLogIn(email, 'wrong')));

    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(7);
  });

  it('throttles an address that tries many e-mails', async () => {
    await fleet.query(
      "insert into platform.login_failure (key, id) select 'ip:127.0.0.1', gen_random_uuid() from generate_series(1, 30)",
    );

    expect((await tryLogIn('someone@example.com', 'wrong')).status).toBe(429);
  });

  it('forgets the failures of one who then logs in', async () => {
    const email = await staff();
    for (let attempt = 0; attempt < 4; attempt += 1) await tryLogIn(email, 'wrong');

    expect((await tryLogIn(email, WORLD_PASSWORD)).status).toBe(200);

    expect((await tryLogIn(email, 'wrong')).status).toBe(401);
    expect((await fleet.query('select from platform.login_failure where key like $1', ['email:%'])).rowCount).toBe(1);
  });
});

describe('a session', () => {
  it('tells who it is', async () => {
    const me = await world.operator.call(whoAmI);

    expect(me).toMatchObject({ kind: 'operator', role: 'owner', email: 'operator@example.com' });
    expect(me.permissions).toContain('platform:manage');
  });

  it('ends when its member logs out', async () => {
    const api = await world.logIn(agency.ownerEmail);

    expect((await api.send(logOut)).status).toBe(204);

    expect((await api.send(whoAmI)).status).toBe(401);
  });

  it('ends after twelve hours without a request, and after seven days in any case', async () => {
    const email = await staff();
    const api = await world.logIn(email);
    const member = 'member_id = (select id from platform.member where lower(email) = lower($1))';

    await fleet.query(
      `update platform.session set last_seen_at = now() - interval '11 hours', expires_at = now() + interval '1 hour' where ${member}`,
      [email],
    );
    expect((await api.send(whoAmI)).status).toBe(200);
    const { rows } = await fleet.query<{ hours: number }>(
      `select round(extract(epoch from expires_at - now()) / 3600)::int as hours from platform.session where ${member}`,
      [email],
    );
    expect(rows).toEqual([{ hours: 12 }]);

    await fleet.query(
      `update platform.session set created_at = now() - interval '7 days' + interval '1 minute', last_seen_at = now() - interval '1 hour' where ${member}`,
      [email],
    );
    expect((await api.send(whoAmI)).status).toBe(200);
    await fleet.query(`update platform.session set expires_at = expires_at - interval '1 minute' where ${member}`, [
      email,
    ]);
    expect((await api.send(whoAmI)).status).toBe(401);
  });

  it('is not available to a page of another site', async () => {
    const foreign = agency.api.with({ origin: 'https://evil.example.com' });

    const response = await foreign.send(logOut);

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'request.cross_site' });
    expect((await agency.api.send(whoAmI)).status).toBe(200);
  });

  it('of a member of a suspended agency can do nothing but say who it is and log out', async () => {
    const other = await world.agency();
    await world.operator.call(suspendAgency, { params: { agencyId: other.id } });

    const refused = await other.api.send(listMerchants);

    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'agency.suspended' });
    expect((await other.api.send(whoAmI)).status).toBe(200);
    await world.operator.call(resumeAgency, { params: { agencyId: other.id } });
    expect((await other.api.send(listMerchants)).status).toBe(200);
  });

  it('does not open what its role does not include', async () => {
    const response = await agency.api.send(createAgency, {
      body: { name: 'Mine', owner: { email: 'x@example.com', name: 'X', password: WORLD_PASSWORD } },
    });

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'auth.forbidden' });
  });
});

describe('PUT /api/session/password', () => {
  it('changes the password and ends the other sessions', async () => {
    const email = await staff();
    const [here, elsewhere] = [await world.logIn(email), await world.logIn(email)];

    const body = { currentPassword: WORLD_PASSWORD, newPassword: 'a new password' };
    expect((await here.send(changePassword, { body })).status).toBe(204);

    expect((await here.send(whoAmI)).status).toBe(200);
    expect((await elsewhere.send(whoAmI)).status).toBe(401);
    expect((await tryLogIn(email, WORLD_PASSWORD)).status).toBe(401);
    expect((await tryLogIn(email, 'a new password')).status).toBe(200);
  });

  it('refuses a wrong current password and a short new one', async () => {
    const api = await world.logIn(await staff());

    const wrong = await api.send(changePassword, { body: { currentPassword: 'x', newPassword: 'a new password' } });
    const short = await api.send(changePassword, { body: { currentPassword: WORLD_PASSWORD, newPassword: 'short' } });

    expect([wrong.status, short.status]).toEqual([403, 400]);
    expect(await wrong.json()).toMatchObject({
      code: 'auth.wrong_password',
      errors: [{ pointer: '/currentPassword' }],
    });
    expect(await short.json()).toMatchObject({ errors: [{ pointer: '/newPassword' }] });
  });
});
