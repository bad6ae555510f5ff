import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { compileCheck } from '../protocol/check-input.js';
import { afterReleaseProperties } from './after-release-settings.js';
import { faultSchema, noticeFaultsSchema, pushFaultsSchema } from './fault.model.js';
import { payProperties } from './pay-settings.js';
import { choice, flag, ms } from './setting-schemas.js';

export type { Fault } from './fault.model.js';

const limits = (fallback: Record<string, number>, description: string) =>
  Type.Record(Type.String(), Type.Integer({ minimum: 0 }), { default: fallback, description });

const properties = {
  timeScale: Type.Number({
    exclusiveMinimum: 0,
    maximum: 1e6,
    default: 1,
    description: 'divides every delay: tickets, audits, detection, repetitions',
  }),
  privacyDetectionMs: ms(1500, 'how long privacy detection of a commit takes'),
  auditMs: ms(3000, 'how long an audit takes'),
  refundMs: ms(1000, 'how long a refund takes'),
  ticketIntervalMs: ms(600_000, 'from one ticket to the next'),
  auditRule: choice(['content', 'approve', 'reject', 'manual'], {
    default: 'content',
    description: 'who decides an audit that has no plan',
  }),
  auditQuota: Type.Integer({ minimum: 0, default: 500, description: 'audits a month, shared by all accounts (85085)' }),
  speedupQuota: Type.Integer({ minimum: 0, default: 5, description: 'speed-ups a month (89405)' }),
  noticeFaults: Type.Object(noticeFaultsSchema.properties, {
    additionalProperties: false,
    description: 'what happens to the next pay notices',
  }),
  pushFaults: Type.Object(pushFaultsSchema.properties, {
    additionalProperties: false,
    description: 'what happens to the next events',
  }),
  faults: Type.Array(faultSchema, { maxItems: 20_000, default: [], description: 'what the next calls are answered' }),
  dailyLimits: limits(
    {
      '/wxa/msg_sec_check': 2_000_000,
      '/wxa/media_check_async': 200_000,
      '/cgi-bin/message/subscribe/send': 10_000_000,
    },
    'calls a day and account by path; 45009 beyond',
  ),
  minuteLimits: limits(
    {
      '/cgi-bin/stable_token': 10_000,
      '/wxa/getwxacodeunlimit': 5000,
      '/wxa/resetusersessionkey': 60_000,
      '/wxa/msg_sec_check': 4000,
      '/wxa/media_check_async': 2000,
    },
    'calls a minute and account by path; 45011 beyond (content security: 44991)',
  ),
  allowedIps: Type.Unsafe<string[] | null>({
    type: ['array', 'null'],
    items: { type: 'string', maxLength: 64 },
    maxItems: 1000,
    default: null,
    description: 'a list makes everyone else 61004 (40164 for own-account tokens)',
  }),
  domainRules: choice(['strict', 'local'], {
    default: 'strict',
    description: '`local` also accepts http://, IPs and localhost with a port in request domains',
  }),
  preAuthCodeSeconds: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    default: 600,
    description: 'unconfirmed: 600 or 1800',
  }),
  preAuthCodeUsedWhenOpened: flag(false, 'unconfirmed: opening the page uses the code up'),
  rotateRefreshTokenOnRefresh: flag(false, 'unconfirmed: every refresh gives a new refresh token'),
  itemListRequired: flag(false, 'unconfirmed: submit_audit needs item_list'),
  missingPrivacyErrcode: Type.Integer({ default: 85_086, description: 'unconfirmed' }),
  checkExtAppid: flag(true, 'unconfirmed: extAppid must be the account'),
  unknownExtJsonKeys: choice(['ignore', 'reject'], { default: 'ignore', description: 'unconfirmed' }),
  versionDescMaxChars: Type.Integer({ minimum: 0, default: 1000, description: 'unconfirmed' }),
  unpaidCloseDays: Type.Number({ minimum: 0, default: 7, description: 'WeChat Pay closes unpaid orders itself' }),
  checkPayerOpenid: flag(true, 'the payer must be a user of the account'),
  checkReferer: flag(false, 'the authorisation page must be reached from the launch domain'),
  ...afterReleaseProperties,
  ...payProperties,
} satisfies TProperties;

/** What `GET/PUT /sandbox/settings` shows and changes; descriptions are the README's table. */
export const settingsSchema = Type.Object(properties, { additionalProperties: false });

export type SandboxSettings = Static<typeof settingsSchema>;

/** The same with everything optional, one level into objects that have members of their own. */
export const settingsChangeSchema = Type.Object(
  Object.fromEntries(
    Object.entries(properties as TProperties).map(([name, schema]) => [
      name,
      Type.Optional(
        Type.IsObject(schema)
          ? Type.Partial(schema, { description: descriptionOf(schema), additionalProperties: false })
          : schema,
      ),
    ]),
  ),
  { additionalProperties: false },
);

const checkChange = compileCheck(settingsChangeSchema);

export const defaultSettings = (): SandboxSettings =>
  Object.fromEntries(
    Object.entries(properties as TProperties).map(([name, schema]) => [name, defaultOf(schema)]),
  ) as unknown as SandboxSettings;

/** Merges a partial change into the settings. Refuses unknown names and values of another kind, and then changes nothing. */
export function mergeSettings(current: SandboxSettings, change: Record<string, unknown>): SandboxSettings {
  checkChange(change, 'setting');
  const merged = { ...current, ...(change as Partial<SandboxSettings>) };
  return withMembers(current, merged);
}

/** Settings of an older version: what has gone is dropped, what is new has its default. */
export function completeSettings(saved: Partial<SandboxSettings>): SandboxSettings {
  const defaults = defaultSettings();
  const known = Object.fromEntries(Object.entries(saved).filter(([name]) => Object.hasOwn(defaults, name)));
  return withMembers(defaults, { ...defaults, ...known });
}

/** Of settings that have members of their own, those that were not named stay as they were. */
function withMembers(before: SandboxSettings, after: SandboxSettings): SandboxSettings {
  const members = Object.entries(properties as TProperties)
    .filter(([, schema]) => Type.IsObject(schema))
    .map(([name]) => {
      const [old, changed] = [before, after].map((settings) => (settings as Record<string, unknown>)[name] as object);
      return [name, { ...old, ...changed }] as const;
    });
  return { ...after, ...Object.fromEntries(members) };
}

function defaultOf(schema: TSchema): unknown {
  if (Type.IsObject(schema)) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, member]) => [name, defaultOf(member)]));
  }
  return structuredClone((schema as { default?: unknown }).default);
}

function descriptionOf(schema: TSchema): string {
  return (schema as { description?: string }).description ?? '';
}
