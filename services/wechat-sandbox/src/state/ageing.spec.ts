import { age } from './ageing.js';

it('lowers every instant and nothing else', () => {
  const world = {
    expiresAt: 5000,
    list: [{ doneAt: 3000, count: 3000 }],
    editsAt: [1000, 2000],
    settledAt: null,
    name: 'x',
  };

  age(world, 1000);

  expect(world).toEqual({
    expiresAt: 4000,
    list: [{ doneAt: 2000, count: 3000 }],
    editsAt: [0, 1000],
    settledAt: null,
    name: 'x',
  });
});
