import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * `sending` is written before WeChat is asked: a message whose answer was lost is `failed`, never sent a second time.
 * `refused`: WeChat said no, most often because the shopper's acceptance was used up. `queued` again: WeChat said "not now".
 */
export const messageMachine = defineMachine('queued', {
  queued: ['sending', 'failed'],
  sending: ['sent', 'refused', 'queued', 'failed'],
  sent: [],
  refused: [],
  failed: [],
});

export type MessageState = keyof typeof messageMachine.moves;
