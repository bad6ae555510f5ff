import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * A shopper's wish is `requested`; the merchant approves or declines it. `processing`: WeChat has accepted it. `failed`: WeChat
 * cannot pay it back (ABNORMAL, CLOSED, refused); the merchant may approve it again.
 */
export const refundMachine = defineMachine('requested', {
  requested: ['approved', 'declined'],
  approved: ['processing', 'succeeded', 'failed'],
  processing: ['succeeded', 'failed'],
  failed: ['approved'],
  succeeded: [],
  declined: [],
});

export type RefundState = keyof typeof refundMachine.moves;
