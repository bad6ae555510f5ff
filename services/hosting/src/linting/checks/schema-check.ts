import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { TSchema } from 'typebox';
import type { Text } from '#kernel/problems/problem-table.js';
import { pointerTo } from '../../templates/json.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { JsonDocument } from '../source/json-document.js';

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false });
const compiled = new WeakMap<TSchema, ValidateFunction>();

/**
 * Checks a parsed JSON file against a schema. As in WeChat's own tools an unknown key is a warning and everything else an error.
 */
export function checkSchema(file: string, document: JsonDocument, schema: TSchema): Finding[] {
  if (document.value === undefined) return [];
  let check = compiled.get(schema);
  if (!check) {
    check = ajv.compile(schema);
    compiled.set(schema, check);
  }
  if (check(document.value)) return [];
  return atTheRoot(check.errors ?? []).map((error) => {
    const { additionalProperty: key } = error.params as { readonly additionalProperty?: string };
    const pointer = key === undefined ? error.instancePath : pointerTo(error.instancePath, key);
    const at = { file, line: document.lineOf(pointer) };
    if (key !== undefined) return finding('json.unknown_key', at, { pointer });
    return finding('json.schema', at, { pointer: pointer || '/', fault: faultText(error) });
  });
}

/** Of the alternatives of a union only the union itself is reported: "one of …" instead of a line per alternative. */
function atTheRoot(errors: readonly ErrorObject[]): ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf').map(({ schemaPath }) => schemaPath);
  const kept = errors.filter(({ schemaPath }) => !unions.some((union) => schemaPath.startsWith(`${union}/`)));
  return kept.map((error) => {
    if (error.keyword !== 'anyOf') return error;
    const alternatives = errors.filter(({ schemaPath }) => schemaPath.startsWith(`${error.schemaPath}/`));
    const allowed = alternatives.flatMap(({ params }) => {
      const { allowedValue, allowedValues } = params as { allowedValue?: unknown; allowedValues?: readonly unknown[] };
      return allowedValues ?? (allowedValue === undefined ? [] : [allowedValue]);
    });
    return { ...error, params: { ...error.params, allowed } };
  });
}

function faultText(error: ErrorObject): Text {
  const params = error.params as Readonly<Record<string, unknown>>;
  const allowed = (params['allowed'] ?? params['allowedValues']) as readonly unknown[] | undefined;
  if (allowed?.length) return { zh: `只能取 ${allowed.join('、')}`, en: `must be one of ${allowed.join(', ')}` };
  const { type, missingProperty, limit, allowedValue } = params;
  switch (error.keyword) {
    case 'type':
      return { zh: `类型应为 ${String(type)}`, en: `must be of type ${String(type)}` };
    case 'required':
      return { zh: `缺少 ${String(missingProperty)}`, en: `lacks ${String(missingProperty)}` };
    case 'const':
      return { zh: `只能是 ${String(allowedValue)}`, en: `must be ${String(allowedValue)}` };
    case 'minItems':
    case 'minLength':
      return { zh: `不能少于 ${String(limit)}`, en: `must not have fewer than ${String(limit)}` };
    case 'maxItems':
    case 'maxLength':
      return { zh: `不能多于 ${String(limit)}`, en: `must not have more than ${String(limit)}` };
    default:
      return { zh: error.message ?? error.keyword, en: error.message ?? error.keyword };
  }
}
