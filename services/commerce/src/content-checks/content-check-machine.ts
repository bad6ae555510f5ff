import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * checking → passed | refused, or held: nobody knows yet, a later check or the merchant's staff decides. What is decided stays decided; a
 * shopper who changes the text starts a new check. What its author took back is refused without `decided_by`, and checked when it comes again.
 */
export const contentCheckMachine = defineMachine('checking', {
  checking: ['passed', 'refused', 'held'],
  held: ['passed', 'refused'],
  passed: [],
  refused: ['checking'],
});

export type ContentCheckState = keyof typeof contentCheckMachine.moves;
