import type { Node } from 'acorn';
import { LOOP_PARAMETER } from '../format.js';
import { nodesOf } from './syntax-tree.js';

const LOOPS = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement']);

interface Loop extends Node {
  readonly body: Node;
}

/**
 * The text with a word to the host at the head of each turn of a loop, so that one without end can be ended from outside; lines stay.
 * @param program what `prefix + code` was parsed to
 * @param argument JavaScript, given with each turn
 */
export function watchedLoops(code: string, program: Node, prefixLength = 0, argument = ''): string {
  const call = `${LOOP_PARAMETER}(${argument});`;
  const insertions: [at: number, text: string][] = [];
  for (const node of nodesOf(program)) {
    if (!LOOPS.has(node.type)) continue;
    const { body } = node as Loop;
    const [start, end] = [body.start - prefixLength, body.end - prefixLength];
    if (body.type === 'BlockStatement') insertions.push([start + 1, call]);
    else insertions.push([start, `{${call}`], [end, '}']);
  }
  return inserted(code, insertions);
}

/** Of those at one place the closing ones come first: a loop's body may end where the next statement begins. */
function inserted(code: string, insertions: readonly (readonly [at: number, text: string])[]): string {
  const sorted = insertions.toSorted(([a, one], [b, other]) => a - b || Number(other === '}') - Number(one === '}'));
  let from = 0;
  let text = '';
  for (const [at, added] of sorted) {
    text += code.slice(from, at) + added;
    from = at;
  }
  return text + code.slice(from);
}
