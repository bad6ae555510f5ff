import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * held → shown once its words and pictures are agreed to, or refused. The merchant hides what is shown and may show it again; its writer
 * takes it back, and may write another one then. A hidden one that is taken back stays hidden, without words and pictures.
 */
export const reviewMachine = defineMachine('held', {
  held: ['shown', 'refused', 'withdrawn'],
  shown: ['hidden', 'withdrawn'],
  hidden: ['shown'],
  refused: ['held'],
  withdrawn: ['held'],
});

export type ReviewState = keyof typeof reviewMachine.moves;
