import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * pending → paid → refunded, or pending → closed. A closed order never reopens: money that arrives for it afterwards is given
 * back by an automatic refund, since its goods may have been sold to someone else meanwhile.
 */
export const orderMachine = defineMachine('pending', {
  pending: ['paid', 'closed'],
  paid: ['refunded'],
  closed: [],
  refunded: [],
});

export type OrderState = keyof typeof orderMachine.moves;
