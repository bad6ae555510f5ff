import { cpuSecondsOf, parsePs, parseStat } from './process-times.js';

describe('CPU time of processes', () => {
  test('is read from a stat line, children it has outlived included, whatever the program is called', () => {
    const line = '42 (a (b) c) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 30 20 20 0 1 0 100 1 1';

    expect(parseStat(line)).toEqual({ pid: 42, parentPid: 7, seconds: 2.5 });
  });

  test('is read from ps with and without hours and days', () => {
    const text = '  1     0   0:01.50\n 20     1  1:02:03\n 21     1  2-00:00:01\n\n';

    expect(parsePs(text).map(({ seconds }) => seconds)).toEqual([1.5, 3723, 172_801]);
  });

  test('adds up a process and its children, and nobody else', () => {
    const processes = [
      { pid: 1, parentPid: 0, seconds: 1 },
      { pid: 2, parentPid: 1, seconds: 2 },
      { pid: 3, parentPid: 2, seconds: 4 },
      { pid: 4, parentPid: 0, seconds: 8 },
    ];

    expect(cpuSecondsOf(1, processes)).toBe(3);
  });
});
