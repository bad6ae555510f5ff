import type { ProblemTable } from '../problem-table.js';

/** Services, staff and the appointments with them. */
export const bookingsProblems = {
  'service.not_found': {
    status: 404,
    title: { zh: '服务项目不存在', en: 'No such service' },
    detail: { zh: '该服务项目不存在或已下架。', en: 'The service does not exist or is no longer offered.' },
  },
  'service.handle_taken': {
    status: 409,
    title: { zh: '标识已被使用', en: 'The handle is taken' },
    detail: {
      zh: '已有服务项目使用标识 {handle}，请换一个。',
      en: 'Another service is called {handle}: choose another handle.',
    },
  },
  'staff.not_found': {
    status: 404,
    title: { zh: '服务人员不存在', en: 'No such staff member' },
    detail: {
      zh: '该服务人员不存在、已停用，或不提供此项目。',
      en: 'The person does not exist, works here no longer, or does not offer this service.',
    },
  },
  'staff.handle_taken': {
    status: 409,
    title: { zh: '标识已被使用', en: 'The handle is taken' },
    detail: {
      zh: '已有服务人员使用标识 {handle}，请换一个。',
      en: 'Another person is called {handle}: choose another handle.',
    },
  },
  'staff_exception.not_found': {
    status: 404,
    title: { zh: '排班调整不存在', en: 'No such exception' },
    detail: { zh: '未找到该排班调整。', en: 'The exception to the weekly hours was not found.' },
  },
  'booking.not_found': {
    status: 404,
    title: { zh: '预约不存在', en: 'No such booking' },
    detail: { zh: '未找到该预约。', en: 'The booking was not found.' },
  },
  'booking.time_unavailable': {
    status: 409,
    title: { zh: '该时段已不可约', en: 'The time is not available' },
    detail: {
      zh: '该时段刚被约走或不在营业时间内，请选择其他时间。',
      en: 'It was just taken, or is outside the hours: choose another time.',
    },
  },
  'booking.price_changed': {
    status: 409,
    title: { zh: '价格已变动', en: 'The price has changed' },
    detail: { zh: '价格已更新，请确认后重新提交。', en: 'Confirm the new amount in "totalFen" and book again.' },
  },
  'booking.idempotency_conflict': {
    status: 409,
    title: { zh: '重复提交', en: 'The key was used for another booking' },
    detail: {
      zh: '该 Idempotency-Key 已用于内容不同的预约，请换一个。',
      en: 'This Idempotency-Key has already made a different booking; send a new one.',
    },
  },
  'booking.too_many': {
    status: 409,
    title: { zh: '待赴约的预约过多', en: 'Too many coming bookings' },
    detail: {
      zh: '最多可同时保留 {limit} 个预约，请先完成或取消其中一个。',
      en: 'At most {limit} coming bookings at a time: keep or cancel one first.',
    },
  },
  'booking.not_changeable': {
    status: 409,
    title: { zh: '预约状态不允许此操作', en: 'The booking is past that' },
    detail: {
      zh: '预约当前状态为 {state}，不能执行此操作。',
      en: 'The booking is {state}; that is not possible any more.',
    },
  },
  'booking.too_late': {
    status: 409,
    title: { zh: '已超过改约时间', en: 'It is too late to move the booking' },
    detail: {
      zh: '须在开始前 {hours} 小时改约，请联系店家。',
      en: 'It can be moved until {hours} hours before it begins: please call the shop.',
    },
  },
  'booking.reschedule_limit': {
    status: 409,
    title: { zh: '改约次数已用完', en: 'The booking was moved too often' },
    detail: {
      zh: '每个预约最多改约 {limit} 次，请联系店家。',
      en: 'A booking is moved at most {limit} times: please call the shop.',
    },
  },
  'booking.begun': {
    status: 409,
    title: { zh: '预约已开始', en: 'The booking has begun' },
    detail: {
      zh: '预约时间已到，无法自行取消，请联系店家。',
      en: 'Its time has come: to cancel it, please call the shop.',
    },
  },
  'booking.not_begun': {
    status: 409,
    title: { zh: '预约尚未开始', en: 'The booking has not begun' },
    detail: { zh: '开始时间之后才能标记为未到店。', en: 'No-show can be noted once its time has come.' },
  },
} as const satisfies ProblemTable;
