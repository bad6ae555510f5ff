import { setImmediate } from 'node:timers/promises';
import { Turns } from './turns.js';

it('lets those of one key go one after the other, in order, and others meanwhile', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await setImmediate();
    seen.push(`${name} ends`);
  };

  await Promise.all([turns.take('a', work('a1')), turns.take('a', work('a2')), turns.take('b', work('b1'))]);

  expect(seen.filter((line) => line.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends']);
  expect(seen.indexOf('b1 begins')).toBeLessThan(seen.indexOf('a1 ends'));
});

it('goes on after a failure, which only its own caller hears of', async () => {
  const turns = new Turns();

  const first = turns.take('a', () => Promise.reject(new Error('first')));
  const second = turns.take('a', () => Promise.resolve('second'));

  await expect(first).rejects.toThrow('first');
  await expect(second).resolves.toBe('second');
});
