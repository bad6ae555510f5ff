import { EndlessLoop, MOST_LOOP_MS, watchLoops } from './loop-watch.js';

/** A clock that goes one millisecond a turn, and a browser that comes to its next task when it is told to. */
function world() {
  let nowMs = 0;
  let tasks: (() => void)[] = [];
  const watch = watchLoops(
    () => nowMs,
    (work) => tasks.push(work),
  );
  return {
    turn: (file?: string) => {
      nowMs += 1;
      watch(file);
    },
    nextTask: () => {
      const due = tasks;
      tasks = [];
      for (const work of due) work();
    },
  };
}

test('a loop that goes on within one task is ended, one whose tasks are short never', () => {
  const { turn, nextTask } = world();

  for (let count = 0; count < 20_000; count += 1) {
    turn();
    if (count % 1_000 === 0) nextTask();
  }
  nextTask();

  expect(() => {
    for (let count = 0; count < MOST_LOOP_MS + 1_000; count += 1) turn('a.wxs');
  }).toThrow(expect.objectContaining({ name: 'EndlessLoop', file: 'a.wxs' }));
});

test('what catches the end of the loop in it is ended too, and the next task may loop again', () => {
  const { turn, nextTask } = world();
  const stubborn = () => {
    for (let caught = 0; caught < 10; caught += 1) {
      turn();
      try {
        for (;;) turn();
      } catch {
        // goes on
      }
    }
  };

  expect(stubborn).toThrow(EndlessLoop);
  expect(turn).toThrow(EndlessLoop);
  nextTask();
  expect(() => {
    for (let count = 0; count < MOST_LOOP_MS / 2; count += 1) turn();
  }).not.toThrow();
});
