import { RequestAllowance } from './request-allowance.js';

const refused = expect.objectContaining({ code: 'preview.too_many_requests' });

test('a burst is let through, then as many as time brings; another preview is not touched by it', () => {
  let nowMs = 0;
  const allowance = new RequestAllowance(() => nowMs);
  const ask = (ticket = 'a') => allowance.begin(ticket)();

  for (let count = 0; count < 200; count += 1) ask();
  expect(() => ask()).toThrow(refused);
  ask('b');
  nowMs = 100;
  ask();
  ask();
  expect(() => ask()).toThrow(refused);
});

test('no more than forty are under way at once; one that is done makes room', () => {
  const allowance = new RequestAllowance(() => 0);
  const ends = Array.from({ length: 40 }, () => allowance.begin('a'));

  expect(() => allowance.begin('a')).toThrow(refused);
  ends[0]?.();
  allowance.begin('a');
  expect(() => allowance.begin('a')).toThrow(refused);
});
