import { type Static, Type } from 'typebox';

const count = (description: string) => Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, description });

const deliveryFaults = {
  lose: count('the next n are never sent (they can be resent by knob)'),
  double: count('the next n are sent twice'),
  reorder: count('the next n are held back until the one after them has gone'),
  late: count('the next n are sent `lateSeconds` later'),
  lateSeconds: Type.Number({
    minimum: 0,
    maximum: 864_000,
    default: 60,
    description: 'how late; divided by timeScale',
  }),
  forge: count('the next n are preceded by a copy with a wrong signature; the true one follows'),
};

/** What happens to the next events; each number counts down as it is used. */
export const pushFaultsSchema = Type.Object(
  {
    ...deliveryFaults,
    event: Type.String({
      maxLength: 100,
      default: '',
      description: 'only this InfoType or Event; empty = all but tickets',
    }),
    appid: Type.String({ maxLength: 64, default: '', description: 'only events of this account; empty = all' }),
  },
  { additionalProperties: false },
);

/** The same for pay notices, which WeChat Pay also probes with signatures that are wrong on purpose. */
export const noticeFaultsSchema = Type.Object(
  { ...deliveryFaults, signTest: count('the next n are preceded by a `WECHATPAY/SIGNTEST/` probe') },
  { additionalProperties: false },
);

export type PushFaults = Static<typeof pushFaultsSchema>;
export type NoticeFaults = Static<typeof noticeFaultsSchema>;

/** The next `times` calls of a path are answered with this. */
export const faultSchema = Type.Object(
  {
    path: Type.String({
      minLength: 1,
      maxLength: 300,
      description: 'exact path, route pattern, or prefix ending in *',
    }),
    appid: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'only calls that concern this account' }),
    ),
    errcode: Type.Optional(Type.Integer({ description: 'errcode of the answer' })),
    errmsg: Type.Optional(Type.String({ maxLength: 1000 })),
    httpStatus: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    code: Type.Optional(Type.String({ maxLength: 64, description: 'error code on WeChat Pay paths' })),
    delayMs: Type.Optional(Type.Number({ minimum: 0, maximum: 600_000, description: 'answers this much later' })),
    drop: Type.Optional(Type.Boolean({ description: 'cuts the connection' })),
    after: Type.Optional(Type.Boolean({ description: 'the call takes effect; only its answer is lost' })),
    skip: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'lets the first n matching calls pass' }),
    ),
    times: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
  },
  { additionalProperties: false },
);

export type Fault = Static<typeof faultSchema>;
