import { defineMachine } from '#kernel/machine/state-machine.js';

/** Complete when all of its places are paid; failed when its time is over before that, or nobody is in it any more. */
export const groupMachine = defineMachine('open', {
  open: ['complete', 'failed'],
  complete: [],
  failed: [],
});

/** Held while its order waits for the payment; released with an order that closes, refunded with one whose money is back. */
export const groupPlaceMachine = defineMachine('held', {
  held: ['taken', 'released'],
  taken: ['refunded'],
  released: [],
  refunded: [],
});

export type GroupState = keyof typeof groupMachine.moves;
export type GroupPlaceState = keyof typeof groupPlaceMachine.moves;
