import { Type } from 'typebox';
import { Fen, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';
import { merchantParams } from './products.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'catalogue:write' } as const;
const serviceParams = strict({ merchantId: Id, serviceId: Id });
const staffParams = strict({ merchantId: Id, staffId: Id });
const Handle = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$', description: 'a short name for files and imports' });
const State = Type.Enum(['active', 'hidden']);
const Text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000\\ud800-\\udfff]*$' });
const Picture = nullable(
  Type.String({
    maxLength: 500,
    pattern: '^(https://[^\\s"<>]+|(template:|media/template/)[a-z0-9-]+(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+)$',
    description: 'an https address, or template:<template>/<path> of a picture that a template brings along',
  }),
);
const Price = Type.Integer({ minimum: 0, maximum: 10_000_000, description: 'fen' });
const Weekday = Type.Integer({ minimum: 1, maximum: 7, description: '1 Monday – 7 Sunday' });
const FromMinute = Type.Integer({ minimum: 0, maximum: 1439, description: 'minutes since midnight in China' });
const ToMinute = Type.Integer({ minimum: 1, maximum: 1440 });
const Hours = Type.Array(strict({ weekday: Weekday, fromMinute: FromMinute, toMinute: ToMinute }), { maxItems: 28 });
const Position = Type.Integer({ minimum: 0, maximum: 1_000_000 });

const serviceFields = {
  handle: Handle,
  title: lineOfText(60),
  summary: Text(120),
  descriptionHtml: Text(20_000),
  category: Text(30),
  imageUrl: Picture,
  priceFen: Price,
  depositFen: Type.Integer({
    minimum: 0,
    maximum: 10_000_000,
    description: 'fen per place, paid with the booking; 0: nothing',
  }),
  durationMinutes: Type.Integer({ minimum: 5, maximum: 720 }),
  bufferMinutes: Type.Integer({ minimum: 0, maximum: 240 }),
  capacity: Type.Integer({ minimum: 1, maximum: 500 }),
  state: State,
  position: Position,
};
const Timetable = nullable(
  Type.Array(strict({ weekday: Weekday, startMinute: FromMinute, staffId: nullable(Id) }), {
    maxItems: 100,
    description: 'when a class begins; null: at any free time',
  }),
);

const staffFields = {
  handle: Handle,
  name: lineOfText(30),
  title: Text(30),
  bio: Text(1000),
  imageUrl: Picture,
  hours: Hours,
  state: State,
  position: Position,
};
const ServiceIds = Type.Array(Id, { maxItems: 200 });

const serviceDefaults = {
  summary: { ...serviceFields.summary, default: '' },
  descriptionHtml: { ...serviceFields.descriptionHtml, default: '' },
  category: { ...serviceFields.category, default: '' },
  imageUrl: { ...Picture, default: null },
  depositFen: { ...serviceFields.depositFen, default: 0 },
  bufferMinutes: { ...serviceFields.bufferMinutes, default: 0 },
  capacity: { ...serviceFields.capacity, default: 1 },
  state: { ...State, default: 'active' },
  position: { ...Position, default: 0 },
};
const staffDefaults = {
  title: { ...staffFields.title, default: '' },
  bio: { ...staffFields.bio, default: '' },
  imageUrl: { ...Picture, default: null },
  state: { ...State, default: 'active' },
  position: { ...Position, default: 0 },
};

const Service = Type.Object({
  id: Id,
  ...serviceFields,
  imageUrl: nullable(Type.String()),
  priceFen: Fen,
  depositFen: Fen,
  timetable: Timetable,
  updatedAt: Timestamp,
});
const Staff = Type.Object({
  id: Id,
  ...staffFields,
  imageUrl: nullable(Type.String()),
  serviceIds: ServiceIds,
  exceptions: Type.Array(
    Type.Object({
      id: Id,
      day: Type.String(),
      kind: Type.Enum(['off', 'extra']),
      fromMinute: FromMinute,
      toMinute: ToMinute,
      note: nullable(Type.String()),
    }),
    { description: 'from today on' },
  ),
  updatedAt: Timestamp,
});

export const listServices = route({
  id: 'services.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/services',
  summary: { zh: '服务项目列表', en: 'What can be booked, hidden ones included' },
  access: read,
  params: merchantParams,
  response: { 200: Type.Object({ items: Type.Array(Service) }) },
});

export const createService = route({
  id: 'services.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/services',
  summary: { zh: '新增服务项目', en: 'Add a service' },
  access: write,
  params: merchantParams,
  body: strict({ ...serviceFields, ...serviceDefaults, timetable: { ...Timetable, default: null } }),
  response: { 201: Service },
});

export const changeService = route({
  id: 'services.change',
  method: 'PATCH',
  path: '/api/merchants/:merchantId/services/:serviceId',
  summary: { zh: '修改服务项目或上下架', en: 'Change a service, or show and hide it' },
  access: write,
  params: serviceParams,
  body: Type.Object(Type.Partial(Type.Object({ ...serviceFields, timetable: Timetable })).properties, {
    additionalProperties: false,
    minProperties: 1,
  }),
  response: { 200: Service },
});

export const listStaff = route({
  id: 'staff.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/staff',
  summary: { zh: '服务人员列表', en: 'Who works there, with hours' },
  access: read,
  params: merchantParams,
  response: { 200: Type.Object({ items: Type.Array(Staff) }) },
});

export const createStaff = route({
  id: 'staff.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/staff',
  summary: { zh: '新增服务人员', en: 'Add somebody who works there' },
  access: write,
  params: merchantParams,
  body: strict({ ...staffFields, ...staffDefaults, serviceIds: ServiceIds }),
  response: { 201: Staff },
});

export const changeStaff = route({
  id: 'staff.change',
  method: 'PATCH',
  path: '/api/merchants/:merchantId/staff/:staffId',
  summary: { zh: '修改服务人员、排班与项目', en: 'Change somebody, their weekly hours and what they do' },
  access: write,
  params: staffParams,
  body: Type.Object(Type.Partial(Type.Object({ ...staffFields, serviceIds: ServiceIds })).properties, {
    additionalProperties: false,
    minProperties: 1,
  }),
  response: { 200: Staff },
});

export const addStaffException = route({
  id: 'staff.addException',
  method: 'POST',
  path: '/api/merchants/:merchantId/staff/:staffId/exceptions',
  summary: { zh: '请假或加班', en: 'Time off, or extra hours, on one day; what is booked stays booked' },
  access: write,
  params: staffParams,
  body: strict({
    day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    kind: Type.Enum(['off', 'extra']),
    fromMinute: { ...FromMinute, default: 0 },
    toMinute: { ...ToMinute, default: 1440 },
    note: Type.Optional(lineOfText(100)),
  }),
  response: { 201: Staff },
});

export const removeStaffException = route({
  id: 'staff.removeException',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/staff/:staffId/exceptions/:exceptionId',
  summary: { zh: '取消排班调整', en: 'Take an exception back' },
  access: write,
  params: strict({ merchantId: Id, staffId: Id, exceptionId: Id }),
  response: { 200: Staff },
});

export const importBookingShop = route({
  id: 'services.import',
  method: 'POST',
  path: '/api/merchants/:merchantId/services/import',
  summary: {
    zh: '导入服务项目与服务人员；可重复导入',
    en: 'Services and staff from one file, such as a template’s demo shop; importing it again changes nothing',
  },
  access: write,
  params: merchantParams,
  body: strict({
    services: Type.Array(
      strict({
        ...serviceFields,
        ...serviceDefaults,
        timetable: {
          ...nullable(
            Type.Array(strict({ weekday: Weekday, startMinute: FromMinute, staff: nullable(Handle) }), {
              maxItems: 100,
            }),
          ),
          default: null,
        },
      }),
      { maxItems: 200 },
    ),
    staff: Type.Array(strict({ ...staffFields, ...staffDefaults, services: Type.Array(Handle, { maxItems: 200 }) }), {
      maxItems: 200,
    }),
  }),
  response: {
    200: Type.Object({ services: Type.Integer(), staff: Type.Integer(), created: Type.Integer() }),
  },
});
