import { TaskQueue } from './task-queue.js';

const drain = (tasks: TaskQueue, now: number): string[] => {
  const refs: string[] = [];
  for (let task = tasks.takeDue(now); task !== null; task = tasks.takeDue(now)) refs.push(task.ref);
  return refs;
};

it('gives tasks in the order in which they fall due, equals in the order of their making', () => {
  const tasks = new TaskQueue();
  const dues = Array.from({ length: 500 }, (_, index) => (index * 7919) % 101);
  for (const [id, dueAt] of dues.entries()) tasks.add({ id, kind: 'push', ref: String(id), dueAt });

  const expected = dues
    .map((dueAt, id) => ({ dueAt, id }))
    .filter(({ dueAt }) => dueAt <= 60)
    .sort((a, b) => a.dueAt - b.dueAt || a.id - b.id)
    .map(({ id }) => String(id));

  expect(drain(tasks, 60)).toEqual(expected);
  expect(tasks.nextAt()).toBe(61);
});

it('forgets what was cancelled, all of one name at once', () => {
  const tasks = new TaskQueue();
  tasks.add({ id: 1, kind: 'push', ref: 'a', dueAt: 1 });
  tasks.add({ id: 2, kind: 'push', ref: 'a', dueAt: 2 });
  tasks.add({ id: 3, kind: 'refund', ref: 'a', dueAt: 3 });

  tasks.cancel('push', 'a');

  expect([tasks.has('push', 'a'), tasks.has('refund', 'a')]).toEqual([false, true]);
  expect([tasks.size, tasks.nextAt(), tasks.text('1')]).toEqual([1, 3, undefined]);
  expect(drain(tasks, 10)).toEqual(['a']);
  expect(tasks.nextAt()).toBeNull();
});

it('moves with the clock', () => {
  const tasks = new TaskQueue();
  tasks.add({ id: 1, kind: 'push', ref: 'later', dueAt: 5000 });
  tasks.add({ id: 2, kind: 'push', ref: 'sooner', dueAt: 4000 });

  tasks.reschedule((dueAt) => dueAt - 4000);

  expect(drain(tasks, 0)).toEqual(['sooner']);
});
