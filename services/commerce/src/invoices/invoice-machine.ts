import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * asked → issued, or declined with a reason. The shopper takes back what nobody has answered; so does a refund of everything. Money that
 * goes back after it was issued does not move it: a red-letter invoice is due then (`redDueFen`).
 */
export const invoiceMachine = defineMachine('asked', {
  asked: ['issued', 'declined', 'withdrawn'],
  issued: [],
  declined: [],
  withdrawn: [],
});

export type InvoiceState = keyof typeof invoiceMachine.moves;
