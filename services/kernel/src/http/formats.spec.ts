import type { ErrorObject } from 'ajv';
import { toFaults, validatorCompiler } from './validation.js';

/** Whether a body's member of this format is taken. */
function takes(format: string, value: string): boolean {
  const schema = { type: 'object', properties: { value: { type: 'string', format } } };
  const validate = validatorCompiler({ schema, method: 'POST', url: '/', httpPart: 'body' });
  return validate({ value }) === true;
}

const id = '01a205a9-da24-72de-8280-ea918f6e38cc';

test.each([
  ['uuid', id],
  ['uuid', id.toUpperCase()],
  ['date', '2028-02-29'],
  ['date-time', '2026-12-01T00:00:00Z'],
  ['date-time', '2026-12-01t00:00:00.123456789z'],
  ['date-time', '2026-12-01T08:00:00+08:00'],
  ['date-time', '9999-12-31T23:59:59.999-12:00'],
])('%s %s is what it should be', (format, value) => {
  expect(takes(format, value)).toBe(true);
});

// What ajv takes and PostgreSQL, or Date, cannot read.
test.each([
  ['uuid', `urn:uuid:${id}`],
  ['uuid', `${id}\n`],
  ['date', '2026-02-29'],
  ['date', '0000-01-01'],
  ['date-time', '0000-01-01T00:00:00Z'],
  ['date-time', '2026-02-29T00:00:00Z'],
  ['date-time', '2016-12-31T23:59:60Z'],
  ['date-time', '2026-12-01T24:00:00Z'],
  ['date-time', '2026-12-01T00:00:00+23:59'],
  ['date-time', '2026-12-01T00:00:00-16:00'],
  ['date-time', '2026-12-01T00:00:00+05'],
  ['date-time', '2026-12-01T00:00:00+0530'],
  ['date-time', '2026-12-01\u300000:00:00Z'],
  ['date-time', '2026-12-01 00:00:00Z'],
  ['date-time', '+275760-09-13T00:00:00Z'],
  ['date-time', '2026-12-01T00:00:00'],
])('%s %s is refused', (format, value) => {
  expect(takes(format, value)).toBe(false);
});

test('whoever sent something else is shown what it looks like', () => {
  const schema = { type: 'object', properties: { startsAt: { type: 'string', format: 'date-time' } } };
  const validate = validatorCompiler({ schema, method: 'POST', url: '/', httpPart: 'body' });
  const { error } = validate({ startsAt: 'tomorrow' }) as { error: ErrorObject[] };

  expect(toFaults(error, 'body')).toEqual([
    {
      pointer: '/startsAt',
      code: 'format',
      detail: { zh: '格式不正确，应如 2026-01-31T08:00:00+08:00', en: 'must be like 2026-01-31T08:00:00+08:00' },
    },
  ]);
});
