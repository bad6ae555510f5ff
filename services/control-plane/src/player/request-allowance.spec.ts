import { RequestAllowance } from './request-allowance.js';

const refused = expect.objectContaining({ code: 'preview.too_many_requests' });

test('a burst is let through, then as many as time brings; another preview is not touched by it', async () => {
  let nowMs = 0;
  const allowance = new RequestAllowance(() => nowMs);
  const ask = (ticket = 'a') => allowance.spend(ticket, async () => 'answered');

  for (let count = 0; count < 200; count += 1) await ask();
  await expect(ask()).rejects.toEqual(refused);
  expect(await ask('b')).toBe('answered');
  nowMs = 100;
  await ask();
  await ask();
  await expect(ask()).rejects.toEqual(refused);
});

test('no more than forty are under way at once; one that failed makes room as well', async () => {
  const allowance = new RequestAllowance(() => 0);
  const ends: (() => void)[] = [];
  const failing = new Promise<never>((_resolve, reject) => ends.push(() => reject(new Error('cut'))));
  const first = allowance.spend('a', () => failing);
  for (let count = 1; count < 40; count += 1) void allowance.spend('a', () => new Promise(() => undefined));

  await expect(allowance.spend('a', async () => 1)).rejects.toEqual(refused);
  ends[0]?.();
  await expect(first).rejects.toThrow('cut');
  expect(await allowance.spend('a', async () => 1)).toBe(1);
});
