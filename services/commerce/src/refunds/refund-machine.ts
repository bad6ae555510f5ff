import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * A shopper's wish is `requested`; the merchant approves or declines it. `processing`: WeChat has accepted it. `failed`: WeChat
 * cannot pay it back (ABNORMAL, CLOSED, refused); the merchant may approve it again, or settle an abnormal one in WeChat's own console,
 * after which WeChat reports success.
 */
export const refundMachine = defineMachine('requested', {
  requested: ['approved', 'declined'],
  approved: ['processing', 'succeeded', 'failed'],
  processing: ['succeeded', 'failed'],
  failed: ['approved', 'succeeded'],
  succeeded: [],
  declined: [],
});

export type RefundState = keyof typeof refundMachine.moves;
