import { defineMachine } from '#kernel/machine/state-machine.js';

/** asked → running → ready, or failed after three tries. The file of a ready one is deleted after a week. */
export const exportMachine = defineMachine('asked', {
  asked: ['running', 'failed'],
  running: ['ready', 'failed'],
  ready: ['deleted'],
  failed: [],
  deleted: [],
});

export type ExportState = keyof typeof exportMachine.moves;
