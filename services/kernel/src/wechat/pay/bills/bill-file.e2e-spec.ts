import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { BillFile } from './bill-file.js';

const sha1 = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex');
const kept = (bytes: Buffer, maxBytes?: number, hash = sha1(bytes)) =>
  BillFile.keep(new Blob([new Uint8Array(gzipSync(bytes))]).stream(), hash, maxBytes);
const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('xiaopu-bill-'));

async function linesOf(bill: BillFile): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of bill.lines()) lines.push(line);
  return lines;
}

test('a bill is read as often as wanted, and has no name on disk that a killed program could leave behind', async () => {
  const bill = await kept(Buffer.from('a\r\n\u884c\n'));

  expect(left()).toEqual([]);
  expect([await linesOf(bill), await linesOf(bill)]).toEqual([
    ['a', '\u884c'],
    ['a', '\u884c'],
  ]);
  await bill.discard();
});

test('a reader may stop in the middle', async () => {
  const bill = await kept(Buffer.from('row\n'.repeat(200_000)));
  for await (const line of bill.lines()) {
    expect(line).toBe('row');
    break;
  }
  await bill.discard();
});

test.each([
  ['that unzips to more than any bill has', Buffer.from('`1\n'.repeat(400_000)), 1_000_000],
  ['whose line would not fit into memory', Buffer.alloc(20_000_000, '`'), undefined],
])('a file %s is refused before it is read', async (_name, bytes, maxBytes) => {
  expect(gzipSync(bytes).length).toBeLessThan(bytes.length / 100);
  await expect(kept(bytes, maxBytes)).rejects.toMatchObject({ problem: 'wechat_pay.unexpected_answer' });
  expect(left()).toEqual([]);
});

test('a file with another hash is refused', async () => {
  await expect(kept(Buffer.from('a\n'), undefined, 'f'.repeat(40))).rejects.toMatchObject({
    problem: 'wechat_pay.unexpected_answer',
  });
});
