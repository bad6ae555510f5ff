import { defineMachine } from '#kernel/machine/state-machine.js';

/** waiting → accepted → ready → done. Small kitchens skip "accepted". A ticket of a refunded order stays where it is and is no longer shown. */
export const kitchenMachine = defineMachine('waiting', {
  waiting: ['accepted', 'ready'],
  accepted: ['ready'],
  ready: ['done'],
  done: [],
});

export type KitchenState = keyof typeof kitchenMachine.moves;
export const kitchenStates = kitchenMachine.states;
