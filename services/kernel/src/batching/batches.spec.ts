import { Batches } from './batches.js';

/** Batches whose flights are recorded and land when told to. */
function batches({ most = 100, fail = (_entries: readonly number[]): Error | null => null } = {}) {
  const flights: { readonly key: string; readonly entries: readonly number[]; readonly land: () => void }[] = [];
  const all = new Batches<number, string>({
    most,
    settle: (key, entries) =>
      new Promise((resolve, reject) => {
        const land = () => {
          const failure = fail(entries);
          if (failure === null) resolve(entries.map((entry) => `${key}${entry}`));
          else reject(failure);
        };
        flights.push({ key, entries, land });
      }),
  });
  return { all, flights };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** Lands flights as they come until `work` has settled. */
async function landAll(flights: readonly { readonly land: () => void }[], work: Promise<unknown>): Promise<void> {
  const state = { isOver: false };
  void work.finally(() => (state.isOver = true));
  for (let landed = 0; ; landed += 1) {
    await until(() => state.isOver || flights.length > landed);
    if (state.isOver) return;
    flights[landed]?.land();
  }
}

const dataFault = Object.assign(new Error('23505'), { code: '23505' });

it('settles together what arrives together, and what arrives meanwhile next', async () => {
  const { all, flights } = batches();

  const first = [all.add('a', 1), all.add('a', 2)];
  await until(() => flights.length === 1);
  const next = [all.add('a', 3), all.add('a', 4)];
  flights[0]?.land();
  expect(await Promise.all(first)).toEqual(['a1', 'a2']);
  await until(() => flights.length === 2);
  flights[1]?.land();

  expect(await Promise.all(next)).toEqual(['a3', 'a4']);
  expect(flights.map(({ entries }) => entries)).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

it('lets nobody wait for another key', async () => {
  const { all, flights } = batches();

  const a = all.add('a', 1);
  const b = all.add('b', 2);
  await until(() => flights.length === 2);
  flights[1]?.land();
  expect(await b).toBe('b2');
  flights[0]?.land();

  expect(await a).toBe('a1');
});

it('settles no more at once than it may, in the order of arrival', async () => {
  const { all, flights } = batches({ most: 2 });

  const answers = Promise.all([1, 2, 3, 4, 5].map((entry) => all.add('a', entry)));
  await landAll(flights, answers);

  expect(await answers).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  expect(flights.map(({ entries }) => entries)).toEqual([[1, 2], [3, 4], [5]]);
});

it('tells of bad data only whose data they are', async () => {
  const { all, flights } = batches({ fail: (entries) => (entries.includes(3) ? dataFault : null) });

  const answers = Promise.allSettled([1, 2, 3, 4, 5].map((entry) => all.add('a', entry)));
  await landAll(flights, answers);

  expect((await answers).map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});

it('tries nothing again when the connection is lost, and goes on with those who come later', async () => {
  let isLost = true;
  const { all, flights } = batches({ fail: () => (isLost ? new Error('connection terminated') : null) });

  const lost = Promise.allSettled([all.add('a', 1), all.add('a', 2)]);
  await landAll(flights, lost);
  isLost = false;
  const later = all.add('a', 3);
  await landAll(flights, later);

  expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await later).toBe('a3');
  expect(flights.map(({ entries }) => entries)).toEqual([[1, 2], [3]]);
});

it('takes a missing outcome for a failure', async () => {
  const all = new Batches<number, string>({ most: 10, settle: async () => [] });

  await expect(all.add('a', 1)).rejects.toThrow('1 entries, 0 outcomes');
});
