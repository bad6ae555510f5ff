import { unreachableStates } from '#kernel/machine/state-machine.js';
import { invoiceMachine } from '../invoices/invoice-machine.js';
import { reviewMachine } from '../reviews/review-machine.js';
import { exportMachine } from './export-machine.js';

test('no state of a review, an invoice or an export is out of reach', () => {
  for (const machine of [reviewMachine, invoiceMachine, exportMachine])
    expect(unreachableStates(machine as Parameters<typeof unreachableStates>[0])).toEqual([]);
});

test('what is hidden is not taken back into the open by its writer, and what is issued stays issued', () => {
  expect(reviewMachine.canMove('hidden', 'withdrawn')).toBe(false);
  expect(reviewMachine.canMove('hidden', 'held')).toBe(false);
  expect(invoiceMachine.isFinal('issued')).toBe(true);
  expect(exportMachine.canMove('deleted', 'ready')).toBe(false);
});
