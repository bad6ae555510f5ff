import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parameterError, PayError } from './pay-error.js';

const ajv = new Ajv({ allErrors: false, strict: true, verbose: true });
const utf8 = new TextDecoder('utf-8', { fatal: true });

export const compileBody = <T>(schema: object): ValidateFunction<T> => ajv.compile<T>(schema);

/**
 * Reads a request body as strictly as WeChat Pay: no unknown field, no null, no float for an integer, no 4-byte UTF-8
 * (wechat-pay-v3.md §4).
 */
export function readPayBody<T>(validate: ValidateFunction<T>, bytes: Buffer): T {
  const value = parse(bytes);
  if (!validate(value)) throw toPayError(validate.errors?.[0]);
  const place = findWideText(value, '');
  if (place !== null) throw parameterError(place, undefined, '仅支持1-3字节的UTF-8字符');
  return value;
}

/** The body in one fixed order of members, to compare a repeated request with the first. */
export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new PayError(400, 'PARAM_ERROR', '请求体不是合法的JSON', undefined, 268435461);
  }
}

/** Pointer of the first text with a 4-byte character; null when there is none. */
function findWideText(value: unknown, place: string): string | null {
  if (typeof value === 'string') return /[\u{10000}-\u{10ffff}]/u.test(value) ? place : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    const found = findWideText(member, `${place}/${name}`);
    if (found !== null) return found;
  }
  return null;
}

/** Numbers of wechat-pay-v3.md §8 for fields that have one of their own. */
const MISSING_CODES: Readonly<Record<string, number>> = {
  sub_mchid: 268443704,
  payer: 268501013,
  openid: 268501013,
};
const OUT_OF_RANGE = 268435464;

function toPayError(error: ErrorObject | undefined): PayError {
  if (!error) return parameterError('/', undefined, 'invalid');
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties') {
    const field = `${error.instancePath}/${String(params['additionalProperty'])}`;
    return parameterError(field, undefined, '不支持的参数', 270924358);
  }
  if (error.keyword === 'required') {
    const name = String(params['missingProperty']);
    return parameterError(`${error.instancePath}/${name}`, undefined, '缺少必填参数', MISSING_CODES[name]);
  }
  const isRange = error.keyword === 'minimum' || error.keyword === 'maximum';
  const issue = `参数不符合要求: ${error.message ?? error.keyword}`;
  return parameterError(error.instancePath, error.data, issue, isRange ? OUT_OF_RANGE : undefined);
}
