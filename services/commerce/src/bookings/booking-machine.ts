import { defineMachine } from '#kernel/machine/state-machine.js';

/**
 * A booking with something to pay holds its places until the order is paid or closed; one without is booked at once. Places are free
 * again in `cancelled` and `expired`. Another time is no other state: a booking that is moved stays `booked`.
 */
export const bookingMachine = defineMachine('held', {
  held: ['booked', 'cancelled', 'expired'],
  booked: ['arrived', 'done', 'no_show', 'cancelled'],
  arrived: ['done'],
  // Late, and there after all.
  no_show: ['arrived'],
  done: [],
  cancelled: [],
  expired: [],
});

export type BookingState = keyof typeof bookingMachine.moves;

/** What the merchant says of an appointment on its day. */
export const attendances = ['arrived', 'done', 'no_show'] as const;
export type Attendance = (typeof attendances)[number];
