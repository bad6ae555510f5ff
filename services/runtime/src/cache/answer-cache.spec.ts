import { AnswerCache, PassingDocument } from './answer-cache.js';
import { Generations } from './generations.js';

test('callers that miss together share one reading', async () => {
  const cache = new AnswerCache();
  let reads = 0;
  const read = async () => ({ read: (reads += 1) });
  const answers = await Promise.all(Array.from({ length: 100 }, () => cache.fill('k', 1000, read)));

  expect(reads).toBe(1);
  expect(new Set(answers).size).toBe(1);
  expect(cache.get('k')).toBe(answers[0]);
});

test('a reading that failed is not kept', async () => {
  const cache = new AnswerCache();
  await expect(cache.fill('k', 1000, () => Promise.reject(new Error('down')))).rejects.toThrow('down');

  expect(await cache.fill('k', 1000, async () => 1)).toBe(cache.get('k'));
});

test('what was being read while it is forgotten reaches who asked before, and nobody later', async () => {
  const cache = new AnswerCache();
  const readings: ((value: unknown) => void)[] = [];
  const read = () => new Promise<unknown>((resolve) => readings.push(resolve));
  const before = cache.fill('k', 60_000, read);
  cache.forget('k');
  const after = cache.fill('k', 60_000, read);
  readings[1]?.({ stock: 1 });
  const fresh = await after;
  readings[0]?.({ stock: 2 });

  expect((await before).etag).not.toBe(fresh.etag);
  expect(cache.get('k')).toBe(fresh);
});

test('a document that ends is kept no longer', async () => {
  const cache = new AnswerCache();
  const answer = await cache.fill('k', 60_000, async () => new PassingDocument({ a: 1 }, Date.now() + 50));
  const kept = await cache.fill('forever', 60_000, async () => new PassingDocument({ a: 1 }, Infinity));

  expect(cache.get('k')).toBe(answer);
  await until(() => cache.get('k') === undefined);
  expect(cache.get('forever')).toBe(kept);
  expect(answer.etag).toBe(kept.etag);
});

test('a document that has ended already is not kept for ever', async () => {
  const cache = new AnswerCache();
  await cache.fill('k', 60_000, async () => new PassingDocument({}, Date.now() - 1000));

  await until(() => cache.get('k') === undefined);
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

test('the same document has the same tag, another one another', async () => {
  const cache = new AnswerCache();
  const tag = async (key: string, value: unknown) => (await cache.fill(key, 1000, async () => value)).etag;

  expect(await tag('a', { x: 1 })).toBe(await tag('b', { x: 1 }));
  expect(await tag('c', { x: 2 })).not.toBe(await tag('a', { x: 1 }));
});

test('holds at most 128 MB', async () => {
  const cache = new AnswerCache();
  const text = 'x'.repeat(1024 * 1024);
  for (let index = 0; index < 80; index += 1) await cache.fill(`k${index}`, 60_000, async () => text);

  expect(cache.get('k0')).toBeUndefined();
  expect(cache.get('k79')).toBeDefined();
});

test('a generation grows by name, or for everybody at once, and never comes back', () => {
  const generations = new Generations();
  const seen = [generations.of('a')];
  generations.advance('a');
  seen.push(generations.of('a'));
  generations.advanceAll();
  seen.push(generations.of('a'));
  generations.advance('a');
  seen.push(generations.of('a'));

  expect(new Set(seen).size).toBe(4);
  const before = generations.of('b');
  generations.advance('a');
  expect(generations.of('b')).toBe(before);
});
