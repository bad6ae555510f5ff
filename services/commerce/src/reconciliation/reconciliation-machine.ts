import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * One day of one account. `balanced`: bill and ledger agree, or were made to; `differs`: a person is needed; `failed`: the bill cannot be had.
 * All three may be run again.
 */
export const reconciliationMachine = defineMachine('due', {
  due: ['running', 'failed'],
  running: ['balanced', 'differs', 'failed', 'due'],
  balanced: ['due'],
  differs: ['due', 'balanced'],
  failed: ['due'],
});

export type ReconciliationState = keyof typeof reconciliationMachine.moves;

export const differenceKinds = [
  'payment_unknown_here',
  'payment_open_here',
  'payment_missing_there',
  'payment_amount',
  'refund_unknown_here',
  'refund_open_here',
  'refund_missing_there',
  'refund_amount',
  'fund_flow',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export const differenceStates = ['open', 'repaired', 'needs_person', 'settled'] as const;
export type DifferenceState = (typeof differenceStates)[number];
