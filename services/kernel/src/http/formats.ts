import type { Ajv } from 'ajv';

// ajv's own take `urn:uuid:`, the year 0, leap seconds and offsets of a day, which PostgreSQL or Date cannot read.
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const day = /^(?!0000)\d{4}-\d\d-\d\d$/;
/** RFC 3339; no zone on earth is further than 14 hours from UTC, and PostgreSQL reads less than 16. */
const moment = /^(.{10})[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,12})?(?:[Zz]|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** Text formats as narrow as what they are stored as. */
export function addStorableFormats(ajv: Ajv): Ajv {
  return ajv
    .addFormat('uuid', uuid)
    .addFormat('date', isDay)
    .addFormat('date-time', (text: string) => isDay(moment.exec(text)?.[1] ?? ''));
}

function isDay(text: string): boolean {
  if (!day.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // Date takes 31 February for 3 March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What a text of a format looks like, for whoever has sent another. */
export const formatExamples: Readonly<Record<string, string>> = {
  uuid: '01a205a9-da24-72de-8280-ea918f6e38cc',
  date: '2026-01-31',
  'date-time': '2026-01-31T08:00:00+08:00',
  email: 'name@example.com',
  uri: 'https://example.com/path',
};
