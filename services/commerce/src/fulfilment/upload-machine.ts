import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * What WeChat is told of an order's shipping. A further parcel or a correction makes it `due` again. `refused`: somebody must act on
 * `problem`. `unneeded`: WeChat does not manage the applet's trade, or the order is refunded or received.
 */
export const uploadMachine = defineMachine('due', {
  due: ['uploaded', 'refused', 'unneeded'],
  uploaded: ['due', 'unneeded'],
  refused: ['due', 'unneeded'],
  unneeded: ['due'],
});

export type UploadState = keyof typeof uploadMachine.moves;

export const fulfilmentStates = ['unfulfilled', 'partly', 'shipped', 'received'] as const;
/** How far an order's goods are. */
export type FulfilmentState = (typeof fulfilmentStates)[number];
