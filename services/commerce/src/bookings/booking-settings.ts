/** The `booking` part of a storefront config: when shoppers may book, move and cancel. */
export interface BookingSettings {
  /** Appointments begin every so many minutes after the hours begin. */
  readonly stepMinutes: number;
  /** How long before its beginning an appointment can be booked at the latest. */
  readonly leadMinutes: number;
  /** How many days ahead; 0 is today only. */
  readonly horizonDays: number;
  /** Until how many hours before the beginning a shopper moves it, or cancels and has the money back at once. */
  readonly cancelHours: number;
  /** How often a shopper may move one booking. */
  readonly rescheduleLimit: number;
  /** Coming bookings of one shopper: nobody keeps the whole calendar. */
  readonly openLimit: number;
}

export const usualBooking: BookingSettings = {
  stepMinutes: 30,
  leadMinutes: 60,
  horizonDays: 14,
  cancelHours: 12,
  rescheduleLimit: 2,
  openLimit: 5,
};

const bounds: { readonly [Name in keyof BookingSettings]: readonly [number, number] } = {
  stepMinutes: [5, 240],
  leadMinutes: [0, 10_080],
  horizonDays: [0, 90],
  cancelHours: [0, 720],
  rescheduleLimit: [0, 20],
  openLimit: [1, 50],
};

/** Reads the config of a published revision; what is missing or makes no sense is as usual. */
export function bookingSettings(config: unknown): BookingSettings {
  const given = (typeof config === 'object' && config !== null ? config : {}) as Record<string, unknown>;
  const entries = Object.entries(bounds).map(([name, [least, most]]) => {
    const value = given[name];
    const isSound = Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
    return [name, isSound ? value : usualBooking[name as keyof BookingSettings]];
  });
  return Object.fromEntries(entries) as BookingSettings;
}
