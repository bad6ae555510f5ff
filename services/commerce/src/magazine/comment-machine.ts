import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * held → shown once WeChat, or the merchant's staff, has agreed to its words, or refused. The merchant hides what is shown and may show it
 * again; its writer takes it back. A hidden one that is taken back stays hidden without its words, so that they cannot be said again.
 */
export const commentMachine = defineMachine('held', {
  held: ['shown', 'refused', 'withdrawn'],
  shown: ['hidden', 'withdrawn'],
  hidden: ['shown'],
  refused: [],
  withdrawn: [],
});

export type CommentState = keyof typeof commentMachine.moves;
