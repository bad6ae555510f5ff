import * as fc from 'fast-check';
import { parse } from 'acorn';
import { watchedLoops } from './loops.js';

const watched = (code: string) => watchedLoops(code, parse(code, { ecmaVersion: 'latest' }));

/** Runs it; the loop ends by the watch after so many turns. @returns how many turns were seen */
function turnsOf(code: string, most = 1_000): { readonly turns: number; readonly ended: boolean } {
  let turns = 0;
  // oxlint-disable-next-line no-implied-eval
  const run = new Function('xiaopuTurn', watched(code));
  try {
    run(() => {
      turns += 1;
      if (turns >= most) throw new Error('enough');
    });
    return { turns, ended: false };
  } catch {
    return { turns, ended: true };
  }
}

test.each([
  ['for (;;) {}'],
  ['for (;;);'],
  ['while (true) {}'],
  ['while (1) ;'],
  ['do {} while (true)'],
  ['do ; while (1)'],
  ['let n = 0; for (;;) n++'],
  ['outer: for (;;) { for (;;) { continue outer } }'],
  ['outer: while (1) inner: do { continue outer } while (1)'],
  ['for (const x of (function* () { while (true) yield 1 })()) x;'],
  ['if (1) while (1) if (0) ; else ;'],
  ['for (;;) for (;;) for (;;) ;'],
  ['const f = () => { while (true) ; }; f()'],
])('%s is ended', (code) => {
  expect(turnsOf(code)).toEqual({ turns: 1_000, ended: true });
});

test('loops that end do what they did, and lines stay where they are', () => {
  const code = `
    const seen = [];
    for (let i = 0; i < 3; i++) seen.push(i)
    for (const key in { a: 1, b: 2 }) { seen.push(key) }
    let n = 2; do n--; while (n > 0)
    while (n < 2) { n++; if (n === 1) continue; seen.push(n) }
    for (const x of [7, 8]) if (x > 7) seen.push(x); else continue;
    return seen.join()`;
  const text = watchedLoops(code, parse(code, { ecmaVersion: 'latest', allowReturnOutsideFunction: true }));

  expect(text.split('\n')).toHaveLength(code.split('\n').length);
  // oxlint-disable-next-line no-implied-eval
  expect(new Function('xiaopuTurn', text)(() => undefined)).toBe('0,1,2,a,b,2,8');
});

test('however loops are nested, the text still parses and each of them is ended', () => {
  const { statement } = fc.letrec<{ statement: string }>((tie) => ({
    statement: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(';', 'x++;', '{}', '{ x++ }'),
      tie('statement').map((body) => `for (;;) ${body}`),
      tie('statement').map((body) => `while (1) ${body}`),
      tie('statement').map((body) => `do ${body} while (1);`),
      tie('statement').map((body) => `if (1) ${body} else ${body}`),
      fc.tuple(tie('statement'), tie('statement')).map(([one, other]) => `{ ${one} ${other} }`),
    ),
  }));

  fc.assert(
    fc.property(statement, (body) => {
      expect(turnsOf(`let x = 0; for (;;) ${body}`, 50).ended).toBe(true);
    }),
  );
});
