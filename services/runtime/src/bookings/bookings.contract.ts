import { Type } from 'typebox';
import { bookingMachine } from '#commerce/bookings/booking-machine.js';
import {
  AppIdSchema,
  cursorQuery,
  Fen,
  Id,
  idempotencyHeaders,
  nullable,
  pageOf,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { ImageUrl, shopParams } from '../shop-window/shop-window.contract.js';

const open = { kind: 'public', reason: 'a shop window is open to everyone' } as const;
const access = { kind: 'shopper' } as const;
const bookingParams = strict({ appId: AppIdSchema, bookingId: Id });
const Places = Type.Integer({ minimum: 1, maximum: 20 });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day in China, YYYY-MM-DD' });

const ServiceCard = {
  id: Id,
  title: Type.String(),
  summary: Type.String(),
  category: Type.String(),
  imageUrl: nullable(ImageUrl),
  priceFen: Fen,
  depositFen: Type.Integer({ minimum: 0, description: 'fen per place paid with the booking; 0: paid at the shop' }),
  durationMinutes: Type.Integer(),
  capacity: Type.Integer({ description: '1: an appointment of one’s own; more: a class' }),
};
const StaffCard = { id: Id, name: Type.String(), title: Type.String(), imageUrl: nullable(ImageUrl) };

const contactFields = {
  name: Type.String({ minLength: 1, maxLength: 50 }),
  phone: Type.String({ pattern: '^[0-9+ -]{5,20}$' }),
};

const BookingState = Type.Enum([...bookingMachine.states]);

export const bookingFields = {
  id: Id,
  state: BookingState,
  service: Type.Object({ id: Id, title: Type.String(), imageUrl: nullable(ImageUrl), durationMinutes: Type.Integer() }),
  staff: Type.Object({ id: Id, name: Type.String(), imageUrl: nullable(ImageUrl) }),
  startsAt: Timestamp,
  endsAt: Timestamp,
  places: Type.Integer(),
  priceFen: Fen,
  paidFen: Type.Integer({ minimum: 0, description: 'what of the price is paid with the booking' }),
  contact: nullable(Type.Object(contactFields)),
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
  timeline: Type.Array(Type.Object({ state: BookingState, cause: Type.String(), at: Timestamp })),
};
const Booking = Type.Object(bookingFields);

export const listServices = route({
  id: 'services.list',
  method: 'GET',
  path: '/a/:appId/services',
  summary: { zh: '服务项目与服务人员', en: 'What can be booked, and who works there' },
  access: open,
  params: shopParams,
  response: {
    200: Type.Object({ services: Type.Array(Type.Object(ServiceCard)), staff: Type.Array(Type.Object(StaffCard)) }),
  },
});

export const getService = route({
  id: 'services.get',
  method: 'GET',
  path: '/a/:appId/services/:serviceId',
  summary: { zh: '服务项目详情', en: 'One service, with who does it' },
  access: open,
  params: strict({ appId: AppIdSchema, serviceId: Id }),
  response: {
    200: Type.Object({ ...ServiceCard, descriptionHtml: Type.String(), staff: Type.Array(Type.Object(StaffCard)) }),
  },
});

export const getStaff = route({
  id: 'staff.get',
  method: 'GET',
  path: '/a/:appId/staff/:staffId',
  summary: { zh: '服务人员详情', en: 'Somebody who works there, with what they do' },
  access: open,
  params: strict({ appId: AppIdSchema, staffId: Id }),
  response: {
    200: Type.Object({ ...StaffCard, bio: Type.String(), services: Type.Array(Type.Object(ServiceCard)) }),
  },
});

const timesFields = {
  from: Type.Optional(Day),
  days: Type.Integer({ minimum: 1, maximum: 31, default: 7 }),
  staffId: Type.Optional(Id),
};
const FreeTimes = Type.Object({
  lastDay: Day,
  days: Type.Array(
    Type.Object({
      day: Day,
      times: Type.Array(
        Type.Object({
          startsAt: Timestamp,
          endsAt: Timestamp,
          left: Type.Integer({ description: 'the most places one person has free' }),
          staffIds: Type.Array(Id),
        }),
      ),
    }),
  ),
});

export const listFreeTimes = route({
  id: 'services.listTimes',
  method: 'GET',
  path: '/a/:appId/services/:serviceId/times',
  summary: { zh: '可预约时间', en: 'Free times of the next days; days without any are empty' },
  access: open,
  params: strict({ appId: AppIdSchema, serviceId: Id }),
  query: strict({ ...timesFields, places: { ...Places, default: 1 } }),
  response: { 200: FreeTimes },
});

export const listTimesToMoveTo = route({
  id: 'bookings.listTimes',
  method: 'GET',
  path: '/a/:appId/bookings/:bookingId/times',
  summary: {
    zh: '改约可选时间',
    en: 'Times a booking can be moved to: its own places count as free, so its own time is among them',
  },
  access,
  params: bookingParams,
  query: strict(timesFields),
  response: { 200: FreeTimes },
});

export const placeBooking = route({
  id: 'bookings.place',
  method: 'POST',
  path: '/a/:appId/bookings',
  summary: {
    zh: '预约；需付定金时返回待支付的订单',
    en: 'Book a time; with a deposit its places are held until the order it names is paid. Repeating it with the same key answers the same booking',
  },
  access,
  params: shopParams,
  headers: idempotencyHeaders,
  body: strict({
    serviceId: Id,
    staffId: Type.Optional(Type.String({ format: 'uuid', description: 'Missing: whoever is free' })),
    startsAt: Timestamp,
    places: { ...Places, default: 1 },
    contact: Type.Optional(strict(contactFields)),
    note: Type.Optional(Type.String({ maxLength: 200 })),
    expectedTotalFen: Type.Integer({ minimum: 0, description: 'What the shopper was shown to be paid now' }),
  }),
  response: { 201: Booking },
});

export const listBookings = route({
  id: 'bookings.list',
  method: 'GET',
  path: '/a/:appId/bookings',
  summary: {
    zh: '我的预约',
    en: 'The shopper’s bookings: those to come, the next first, or the past ones, the latest first',
  },
  access,
  params: shopParams,
  query: strict({
    which: Type.Enum(['coming', 'past'], { default: 'coming' }),
    ...cursorQuery,
  }),
  response: { 200: pageOf(Booking) },
});

export const getBooking = route({
  id: 'bookings.get',
  method: 'GET',
  path: '/a/:appId/bookings/:bookingId',
  summary: { zh: '预约详情', en: 'One booking' },
  access,
  params: bookingParams,
  response: { 200: Booking },
});

export const rescheduleBooking = route({
  id: 'bookings.reschedule',
  method: 'POST',
  path: '/a/:appId/bookings/:bookingId/reschedule',
  summary: {
    zh: '改约',
    en: 'Another time, or another person; the old time is given up only when the new one is taken',
  },
  access,
  params: bookingParams,
  body: strict({ startsAt: Timestamp, staffId: Type.Optional(Id) }),
  response: { 200: Booking },
});

export const cancelBooking = route({
  id: 'bookings.cancel',
  method: 'POST',
  path: '/a/:appId/bookings/:bookingId/cancel',
  summary: {
    zh: '取消预约；按时取消自动退款，临时取消由商家处理',
    en: 'Give it up: in time the money goes back by itself, later the merchant decides',
  },
  access,
  params: bookingParams,
  response: { 200: Booking },
});
