import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { type AppId, newId, type TenantId } from '#kernel/identity/ids.js';
import { DiskObjectStore } from '#kernel/storage/disk-object-store.js';
import { AuthorizedCalls } from '#kernel/wechat/authorized-calls.js';
import { RecordedWechat } from '#kernel/wechat/testing/recorded-wechat.js';
import { WechatTransport } from '#kernel/wechat/transport.js';
import { WxacodeClient } from '#kernel/wechat/wxacode-client.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { DueConductAcrossTenants } from '../jobs/due-conduct-across-tenants.js';
import { CodePictureReader } from './code-picture-reader.js';
import { CodePictures } from './code-pictures.js';

const PATH = '/wxa/getwxacodeunlimit';
const jpeg = (mark: string) => ({
  headers: { 'content-type': 'image/jpeg' },
  body: Buffer.concat([Buffer.from('ffd8ff', 'hex'), Buffer.from(mark)]),
});
const notReleased = { body: { errcode: 41030, errmsg: 'invalid page' } };

let database: TestDatabase;
let tenants: TenantDatabase;
let fleet: FleetDatabase;
let wechat: RecordedWechat;
let folder: string;
let pictures: CodePictures;
let reader: CodePictureReader;
const tenantId = newId<TenantId>();
const appId = 'wx0123456789abcdef' as AppId;
const appletId = newId();

beforeAll(async () => {
  database = await createTestDatabase();
  tenants = await TenantDatabase.connect(database.access);
  fleet = await FleetDatabase.connect(database.access, 2);
  wechat = await RecordedWechat.start();
  folder = mkdtempSync(path.join(tmpdir(), 'xiaopu-codes-'));
  const objects = await DiskObjectStore.open(folder);
  const tokens = { of: () => ({ get: async () => 'token', refuse: async () => undefined }) };
  const calls = new AuthorizedCalls(new WechatTransport(wechat.settings, { backoffMs: 1 }), tokens);
  pictures = new CodePictures(tenants, new WxacodeClient(calls), objects);
  reader = new CodePictureReader(tenants, objects);
  await run(`insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised')`, appletId, appId);
});
afterAll(async () => {
  await Promise.all([tenants.close(), fleet.close(), wechat.stop()]);
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => wechat.reset());

const run = (sql: string, ...values: unknown[]) =>
  tenants.transaction(tenantId, (tx) => tx.query(sql, [tenantId, ...values]));

async function newCode(): Promise<string> {
  const id = newId<string>();
  await run(
    `insert into short_code (tenant_id, id, app_id, code, kind, target, label, next_attempt_at) values ($1, $2, $3, $4, 'table', $5, 'Table', now())`,
    id,
    appId,
    id.slice(-8),
    id,
  );
  return id;
}
const step = (codeId: string) => pictures.handle({ tenantId, codeId });
const stateOf = async (codeId: string) => {
  const [row] = await run(
    'select picture, picture_checked, picture_problem from short_code where tenant_id = $1 and id = $2',
    codeId,
  );
  return row;
};

test('a picture made before the first release is made once more after it, and then no more', async () => {
  const due = new DueConductAcrossTenants(fleet);
  const codeId = await newCode();
  wechat.onSequence(PATH, notReleased, jpeg('unchecked'));
  await step(codeId);
  expect(await stateOf(codeId)).toMatchObject({ picture: 'made', picture_checked: false });
  expect(wechat.calls.map(({ body }) => (JSON.parse(body) as { check_path: boolean }).check_path)).toEqual([
    true,
    false,
  ]);
  expect(await due.uncheckedCodePictures()).toEqual([]);

  await release();
  expect(await due.uncheckedCodePictures()).toEqual([{ tenant_id: tenantId, id: codeId }]);
  wechat.reset();
  wechat.on(PATH, () => jpeg('checked'));
  await step(codeId);
  await step(codeId);

  expect(await stateOf(codeId)).toMatchObject({ picture: 'made', picture_checked: true });
  expect(wechat.calls).toHaveLength(1);
  expect(await due.uncheckedCodePictures()).toEqual([]);
  expect((await reader.get(tenantId, codeId)).bytes.toString('latin1')).toContain('checked');
});

test('too many calls wait and come back; what WeChat refuses for good is told', async () => {
  const [waiting, refused] = [await newCode(), await newCode()];
  wechat.on(PATH, () => ({ body: { errcode: 45009, errmsg: 'limit' } }));
  await step(waiting);
  wechat.on(PATH, () => ({ body: { errcode: 40129, errmsg: 'scene' } }));
  await step(refused);

  expect(await stateOf(waiting)).toMatchObject({ picture: 'due', picture_problem: { code: 'wechat.quota_exhausted' } });
  expect(await stateOf(refused)).toMatchObject({ picture: 'refused', picture_problem: { actor: 'platform' } });
  await expect(reader.get(tenantId, refused)).rejects.toMatchObject({ code: 'code.picture_pending' });
});

test('a page instead of a picture is tried again, never stored', async () => {
  const codeId = await newCode();
  wechat.on(PATH, () => ({ headers: { 'content-type': 'image/jpeg' }, body: Buffer.from('<html>') }));

  await expect(step(codeId)).rejects.toMatchObject({ code: 'wechat.unexpected_answer' });

  expect(await stateOf(codeId)).toMatchObject({ picture: 'due' });
});

async function release(): Promise<void> {
  const build = newId();
  await run(
    `insert into storefront (tenant_id, applet_id, template_id, template_version, draft) values ($1, $2, 't', '1.0.0', '{}')`,
    appletId,
  );
  await run(
    `insert into storefront_revision (tenant_id, applet_id, revision, template_id, template_version, config, published_by)
     values ($1, $2, 1, 't', '1.0.0', '{}', '{}')`,
    appletId,
  );
  await run(
    `insert into build (tenant_id, id, applet_id, revision, template_id, template_version, state) values ($1, $2, $3, 1, 't', '1.0.0', 'succeeded')`,
    build,
    appletId,
  );
  await run(
    `insert into submission (tenant_id, id, applet_id, build_id, kind, state, version, requested_by)
     values ($1, $2, $3, $4, 'release', 'released', '1.0.0', '{}')`,
    newId(),
    appletId,
    build,
  );
}
