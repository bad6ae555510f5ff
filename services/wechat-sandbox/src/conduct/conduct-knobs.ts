import { Type } from 'typebox';
import { type Knob, requireApp } from '../console/knob.js';
import { enterUser } from '../login/users.js';
import { KnobError } from '../protocol/knob-error.js';
import type { XmlFields } from '../protocol/xml.js';

const DAY_MS = 86_400_000;

const eventFields = Type.Record(Type.String(), Type.Unknown(), {
  description: 'texts, numbers, objects and lists of objects, written as XML',
});

export const conductKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/punish',
    summary: 'Pushes wxa_punish_event: a violation with its deadline',
    body: Type.Object(
      {
        reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
        rule: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        measure: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        deadlineDays: Type.Optional(Type.Number({ minimum: 0, maximum: 365 })),
      },
      { additionalProperties: false },
    ),
    answers: 'the detail that was pushed',
    handle: (use) => {
      const app = requireApp(use);
      const { reason, rule, measure, deadlineDays } = use.body as {
        reason?: string;
        rule?: string;
        measure?: string;
        deadlineDays?: number;
      };
      const now = Date.now();
      const detail = {
        illegal_reason: reason ?? '小程序内容涉及虚假宣传',
        rule_name: rule ?? '微信小程序平台运营规范',
        punish_measure: measure ?? '限期整改',
        punish_time: Math.floor(now / 1000),
        deadline: Math.floor((now + (deadlineDays ?? 7) * DAY_MS) / 1000),
      };
      use.world.pusher.pushMessageEvent('wxa_punish_event', app, { appid: app.appid, detail: JSON.stringify(detail) });
      return detail;
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/events',
    summary: 'Pushes any event with any fields, caused by a person or by WeChat',
    body: Type.Object(
      {
        event: Type.String({ pattern: '^[a-zA-Z][\\w]{0,63}$', description: 'a name of letters, digits and _' }),
        user: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
        fields: Type.Optional(eventFields),
      },
      { additionalProperties: false },
    ),
    answers: 'an empty object',
    handle: (use) => {
      const app = requireApp(use);
      const { event, user, fields } = use.body as { event: string; user?: string; fields?: Record<string, unknown> };
      const openid = user === undefined ? undefined : enterUser(app, user).openid;
      use.world.pusher.pushMessageEvent(event, app, toXmlFields(fields ?? {}), openid);
      return {};
    },
  },
];

/** What XML cannot say is left out (null) or becomes a text (lists of anything but objects). */
const toXmlFields = (fields: Record<string, unknown>): XmlFields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (!/^[A-Za-z_][\w]*$/.test(name)) throw new KnobError(400, `"${name}" is no name of an XML element.`);
      return value === null ? [] : [[name, toXmlValue(value)]];
    }),
  );

function toXmlValue(value: unknown): XmlFields[string] {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (!Array.isArray(value)) return toXmlFields(value as Record<string, unknown>);
  const isListOfObjects = value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
  return isListOfObjects ? value.map((item) => toXmlFields(item as Record<string, unknown>)) : JSON.stringify(value);
}
