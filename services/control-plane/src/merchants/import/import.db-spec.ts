import iconv from 'iconv-lite';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { unique, World, type WorldAgency } from '#testing/world.js';
import { listAudit } from '../../audit/audit.contract.js';
import { listMerchants } from '../merchants.contract.js';
import { importMerchants, importTemplate } from './import.contract.js';

let world: World;
let agency: WorldAgency;

beforeAll(async () => {
  world = await World.start();
});
beforeEach(async () => {
  agency = await world.agency();
});
afterAll(() => world.stop());

const csv = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join('');
const send = (body: string | Uint8Array<ArrayBuffer>, query: { dryRun?: boolean; agencyId?: string } = {}) =>
  agency.api.call(importMerchants, { body, query });
const merchants = async () => (await agency.api.call(listMerchants, { query: { limit: 100 } })).items;

async function refusal(
  body: string | Uint8Array<ArrayBuffer>,
): Promise<{ status: number; code: string; errors?: { code: string }[]; detail: string }> {
  const response = await agency.api.send(importMerchants, { body });
  return (await response.json()) as Awaited<ReturnType<typeof refusal>>;
}

describe('POST /api/merchants/import', () => {
  it('takes the good rows and returns the bad ones with row, column, value and reason', async () => {
    const report = await send(
      csv(
        'client_ref,name,email,credit_code',
        'A-1,Tea,tea@example.com,91350100M000100Y43',
        'A-2,"Coffee, ""Beans"" and\nmore",,',
        'A-3,Books,not-an-email,91350100M000100Y44',
        'A-1,Tea again,,',
        '',
        'A-4,"Coffee, ""Beans""",,',
      ),
    );

    expect(report).toMatchObject({
      dryRun: false,
      rows: 5,
      created: 2,
      updated: 0,
      unchanged: 0,
      rejected: 3,
      issuesTotal: 4,
    });
    expect(report.issues.map(({ row, column, value, reason }) => [row, column, value, reason.code])).toEqual([
      [3, 'name', 'Coffee, "Beans" and\nmore', 'invalid_name'],
      [4, 'email', 'not-an-email', 'invalid_email'],
      [4, 'credit_code', '91350100M000100Y44', 'credit_code_check_digit'],
      [5, 'client_ref', 'A-1', 'ref_repeated'],
    ]);
    expect(report.issues[1]?.reason.zh).toContain('邮箱');
    expect((await merchants()).map(({ name }) => name).sort()).toEqual(['Coffee, "Beans"', 'Tea']);
  });

  const chinese = csv('客户编号,商户名称,联系人', 'A-1,晨光咖啡馆,张三', 'A-2,"老街,面馆",李四');
  it.each([
    ['UTF-8', Uint8Array.from(Buffer.from(chinese))],
    ['UTF-8 with a byte order mark', Uint8Array.from(Buffer.from(`\uFEFF${chinese}`))],
    ['GBK', Uint8Array.from(iconv.encode(chinese, 'gbk'))],
  ])('reads %s', async (_encoding, body) => {
    expect(await send(body)).toMatchObject({ created: 2, rejected: 0 });

    const found = await merchants();
    expect(new Set(found.map(({ name }) => name))).toEqual(new Set(['晨光咖啡馆', '老街,面馆']));
    expect(new Set(found.map(({ contactName }) => contactName))).toEqual(new Set(['张三', '李四']));
  });

  it('changes nothing when the same list comes again', async () => {
    const list = csv('client_ref,name,phone', 'A-1,Tea,12345', 'A-2,Coffee,');
    await send(list);
    const before = await merchants();

    expect(await send(list)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });

    expect(await merchants()).toEqual(before);
  });

  it('updates what differs, empties what is empty, and leaves what the file does not have', async () => {
    await send(csv('client_ref,name,phone,email', 'A-1,Tea,12345,tea@example.com', 'A-2,Coffee,12345,'));

    expect(await send(csv('name,client_ref,phone', 'Green tea,A-1,', 'Coffee,A-2,12345'))).toMatchObject({
      updated: 1,
      unchanged: 1,
    });

    expect((await merchants()).find(({ clientRef }) => clientRef === 'A-1')).toMatchObject({
      name: 'Green tea',
      contactPhone: null,
      contactEmail: 'tea@example.com',
    });
    const { items } = await agency.api.call(listAudit, { query: { limit: 1 } });
    expect(items[0]).toMatchObject({
      action: 'merchant.changed',
      before: { name: 'Tea', contactPhone: '12345' },
      after: { name: 'Green tea', contactPhone: null },
    });
  });

  it('counts in a dry run exactly what a real run does, and writes nothing', async () => {
    await send(csv('client_ref,name', 'A-1,Tea', 'A-2,Coffee'));
    const list = csv('client_ref,name', 'A-1,Tea', 'A-2,Espresso', 'A-3,Books', 'A-4,');
    const before = await merchants();

    const dry = await send(list, { dryRun: true });

    expect(await merchants()).toEqual(before);
    const real = await send(list);
    expect(dry).toEqual({ ...real, dryRun: true });
    expect(real).toMatchObject({ rows: 4, created: 1, updated: 1, unchanged: 1, rejected: 1 });
  });

  it('takes 10,000 rows, and again without a change', async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, index) => `R-${index},商户 ${index},${index % 100 === 0 ? 'bad' : `m${index}@example.com`}`,
    );
    const list = csv('client_ref,name,email', ...rows);

    expect(await send(list)).toMatchObject({ rows: 10_000, created: 9_900, rejected: 100, issuesTotal: 100 });
    expect(await send(list)).toMatchObject({ created: 0, updated: 0, unchanged: 9_900, rejected: 100 });
  });

  it('lists the first 1,000 issues and counts them all', async () => {
    const rows = Array.from({ length: 1_500 }, (_, index) => `R-${index},`);

    const report = await send(csv('client_ref,name', ...rows));

    expect(report).toMatchObject({ rejected: 1_500, issuesTotal: 1_500 });
    expect(report.issues).toHaveLength(1_000);
  });

  it('writes nothing of a file with more than 10,000 rows', async () => {
    const rows = Array.from({ length: 10_001 }, (_, index) => `R-${index},Name`);

    expect(await refusal(csv('client_ref,name', ...rows))).toMatchObject({
      status: 400,
      errors: [{ code: 'too_many_rows' }],
    });

    expect(await merchants()).toEqual([]);
  });

  it.each([
    ['an unknown column', csv('client_ref,name,colour', 'A-1,Tea,red'), 'column_unknown', 'colour'],
    ['a missing column', csv('client_ref,email', 'A-1,tea@example.com'), 'column_missing', 'name'],
    ['semicolons', csv('client_ref;name', 'A-1;Tea'), 'column_unknown', 'client_ref;name'],
    ['nothing in it', '\r\n', 'empty', 'client_ref'],
    ['a quote that is never closed', csv('client_ref,name', 'A-1,Tea', 'A-2,"Coffee'), 'csv', '4'],
    ['a workbook', Uint8Array.from(Buffer.from('PK\u0003\u0004\u0014\u0000')), 'spreadsheet', 'Excel'],
    ['UTF-16', Uint8Array.from(Buffer.from(`\uFEFF${csv('client_ref,name')}`, 'utf16le')), 'encoding', 'UTF-16'],
    ['binary content', Uint8Array.from([...Buffer.from('client_ref,name\nA-1,'), 0, 1, 2]), 'encoding', 'UTF-8'],
    [
      'bytes of no encoding',
      Uint8Array.from([...Buffer.from('client_ref,name\nA-1,'), 0xff, 0xff, 0x0a]),
      'encoding',
      'GBK',
    ],
  ])('refuses a file with %s and says how to mend it', async (_what, body, code, named) => {
    const problem = await refusal(body);

    expect(problem).toMatchObject({ status: 400, code: 'import.file_invalid', errors: [{ code }] });
    expect(problem.detail).toContain(named);
    expect(await merchants()).toEqual([]);
  });

  it('refuses more than 10 MB', async () => {
    expect(await refusal(`client_ref,name\n${'x'.repeat(30 * 1024 * 1024)}`)).toMatchObject({
      status: 413,
      code: 'request.too_large',
    });
  });

  it('leaves no file behind', async () => {
    await send(csv('client_ref,name', 'A-1,Tea'));
    await refusal('colour\n');
    await refusal(Uint8Array.from([0, 0]));

    // Another suite may be importing at this moment; its files go as well.
    let left: string[];
    do left = (await readdir(tmpdir())).filter((name) => name.startsWith('xiaopu-import-'));
    while (left.length > 0);
    expect(left).toEqual([]);
  });

  it('takes CSV only', async () => {
    const response = await agency.api
      .with({ 'content-type': 'application/json' })
      .send(importMerchants, { body: '{}' });

    expect(response.status).toBe(415);
  });

  it('runs two imports of one agency one after the other', async () => {
    const refs = Array.from({ length: 600 }, (_, index) => `R-${index},Name`);

    const reports = await Promise.all([
      send(csv('client_ref,name', ...refs)),
      send(csv('client_ref,name', ...refs.toReversed())),
    ]);

    expect(new Set(reports.map(({ created }) => created))).toEqual(new Set([0, 600]));
    expect(new Set(reports.map(({ unchanged }) => unchanged))).toEqual(new Set([0, 600]));
  });

  it('belongs to the agency of the caller; operators name one', async () => {
    const list = csv('client_ref,name', `${unique()},Tea`);
    const neighbour = await world.agency();

    expect((await neighbour.api.send(importMerchants, { body: list, query: { agencyId: agency.id } })).status).toBe(
      404,
    );
    expect((await world.operator.send(importMerchants, { body: list })).status).toBe(400);
    expect(await world.operator.call(importMerchants, { body: list, query: { agencyId: agency.id } })).toMatchObject({
      created: 1,
    });
    expect(await merchants()).toHaveLength(1);
  });
});

describe('GET /api/merchants/import/template.csv', () => {
  it('answers a file that imports as it is', async () => {
    const response = await agency.api.send(importTemplate);
    const body = Uint8Array.from(Buffer.from(await response.arrayBuffer()));

    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(Buffer.from(body).subarray(0, 3).toString('hex')).toBe('efbbbf');
    expect(await send(body)).toMatchObject({ rows: 1, created: 1 });
  });
});
