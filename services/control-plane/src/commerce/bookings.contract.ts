import { Type } from 'typebox';
import { attendances, bookingMachine } from '#commerce/bookings/booking-machine.js';
import { Fen, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';
import { merchantParams } from './products.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'orders:write' } as const;
const bookingParams = strict({ merchantId: Id, bookingId: Id });
const BookingState = Type.Enum([...bookingMachine.states]);

const Booking = Type.Object({
  id: Id,
  appId: Type.String(),
  shopperId: Id,
  state: BookingState,
  service: Type.Object({
    id: Id,
    title: Type.String(),
    imageUrl: nullable(Type.String()),
    durationMinutes: Type.Integer(),
  }),
  staff: Type.Object({ id: Id, name: Type.String(), imageUrl: nullable(Type.String()) }),
  startsAt: Timestamp,
  endsAt: Timestamp,
  places: Type.Integer(),
  priceFen: Fen,
  paidFen: Fen,
  contact: nullable(Type.Object({ name: Type.String(), phone: Type.String() })),
  note: nullable(Type.String()),
  order: nullable(
    Type.Object({
      id: Id,
      number: Type.String(),
      state: Type.Enum(['pending', 'paid', 'closed', 'refunded']),
      expiresAt: Timestamp,
      refundedFen: Fen,
      refundingFen: Fen,
    }),
  ),
  reschedules: Type.Integer(),
  createdAt: Timestamp,
  timeline: Type.Array(Type.Object({ state: BookingState, cause: Type.String(), at: Timestamp }), {
    description: 'empty in the calendar',
  }),
});

export const getCalendar = route({
  id: 'bookings.calendar',
  method: 'GET',
  path: '/api/merchants/:merchantId/bookings',
  summary: { zh: '预约日历（按日或按周）', en: 'The bookings of a day or a week, in order, at most 2,000' },
  access: read,
  params: merchantParams,
  query: strict({
    from: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'first day in China' }),
    days: Type.Integer({ minimum: 1, maximum: 42, default: 7 }),
    staffId: Type.Optional(Id),
  }),
  response: { 200: Type.Object({ items: Type.Array(Booking) }) },
});

export const getBooking = route({
  id: 'bookings.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/bookings/:bookingId',
  summary: { zh: '预约详情', en: 'One booking with its history' },
  access: read,
  params: bookingParams,
  response: { 200: Booking },
});

export const moveBooking = route({
  id: 'bookings.move',
  method: 'POST',
  path: '/api/merchants/:merchantId/bookings/:bookingId/move',
  summary: { zh: '改约', en: 'Another time or person; also outside the weekly hours' },
  access: write,
  params: bookingParams,
  body: strict({ startsAt: Timestamp, staffId: Type.Optional(Id) }),
  response: { 200: Booking },
});

export const cancelBooking = route({
  id: 'bookings.cancel',
  method: 'POST',
  path: '/api/merchants/:merchantId/bookings/:bookingId/cancel',
  summary: { zh: '取消预约，可选是否退款', en: 'Cancel, with or without giving back what was paid' },
  access: write,
  params: bookingParams,
  body: strict({ refund: Type.Boolean({ default: true }), reason: lineOfText(80) }),
  response: { 200: Booking },
});

export const markBooking = route({
  id: 'bookings.mark',
  method: 'POST',
  path: '/api/merchants/:merchantId/bookings/:bookingId/attendance',
  summary: { zh: '标记到店、完成或未到店', en: 'They came, it is done, or they did not come' },
  access: write,
  params: bookingParams,
  body: strict({ attendance: Type.Enum([...attendances]) }),
  response: { 200: Booking },
});
