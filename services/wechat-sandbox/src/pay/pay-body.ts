import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parameterError, PayError } from './pay-error.js';

const ajv = new Ajv({ allErrors: false, strict: true, verbose: true });

export const compileBody = <T>(schema: object): ValidateFunction<T> => ajv.compile<T>(schema);

/**
 * Reads a request body as strictly as WeChat Pay: no unknown field, no null, no float for an integer, no 4-byte UTF-8
 * (wechat-pay-v3.md §4).
 */
export function readPayBody<T>(validate: ValidateFunction<T>, bytes: Buffer): T {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new PayError(400, 'PARAM_ERROR', '请求体不是合法的JSON', undefined, 268435461);
  }
  if (!validate(value)) throw toPayError(validate.errors?.[0]);
  if (/[\u{10000}-\u{10ffff}]/u.test(JSON.stringify(value))) {
    throw parameterError('/', undefined, '仅支持1-3字节的UTF-8字符');
  }
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

function toPayError(error: ErrorObject | undefined): PayError {
  if (!error) return parameterError('/', undefined, 'invalid');
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties') {
    return parameterError(
      `${error.instancePath}/${String(params['additionalProperty'])}`,
      undefined,
      '不支持的参数',
      270924358,
    );
  }
  if (error.keyword === 'required')
    return parameterError(`${error.instancePath}/${String(params['missingProperty'])}`, undefined, '缺少必填参数');
  return parameterError(error.instancePath, error.data, `参数不符合要求: ${error.message ?? error.keyword}`);
}
