import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { ProblemFault } from '../problems/problem.js';
import { addStorableFormats, formatExamples } from './formats.js';
import { findUnstorable } from './storable.js';

type AddFormats = (ajv: Ajv) => Ajv;
const withFormats: AddFormats = (ajv) => addStorableFormats((addFormats as unknown as AddFormats)(ajv));

/** Bodies are taken as they are: a number in quotes is a fault. */
const bodyAjv = withFormats(new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, useDefaults: true }));
/** Paths, queries and headers are text by nature and are converted. */
const textAjv = withFormats(new Ajv({ allErrors: true, strict: true, coerceTypes: true, useDefaults: true }));

export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const validate = (httpPart === 'body' ? bodyAjv : textAjv).compile(schema);
  if (httpPart === 'headers') return validate;
  return (data: unknown) => {
    const found = findUnstorable(data);
    if (found) return { error: [found] };
    if (!validate(data)) return { error: validate.errors ?? [] };
    // A text such as `1e999` has become a number meanwhile, to which ajv applies no limits since it is not finite.
    const converted = httpPart === 'body' ? null : findUnstorable(data);
    return converted ? { error: [converted] } : true;
  };
};

const parts: Readonly<Record<string, string>> = {
  body: '',
  querystring: '/query',
  params: '/path',
  headers: '/headers',
};

/** ajv's errors as faults with JSON pointers: body fields as `/field`, others as `/query/field`, `/path/field`, `/headers/field`. */
export function toFaults(errors: readonly ErrorObject[], part: string): ProblemFault[] {
  const base = parts[part] ?? '';
  const faults = errors
    // "anyOf" only repeats that its branches failed
    .filter((error) => error.keyword !== 'if')
    .map((error) => ({ pointer: base + pointerOf(error), code: error.keyword, detail: messageOf(error) }));
  return faults.filter(
    (fault, index) =>
      faults.findIndex((other) => other.pointer === fault.pointer && other.code === fault.code) === index,
  );
}

function pointerOf(error: ErrorObject): string {
  const named = (error.params['missingProperty'] ?? error.params['additionalProperty']) as string | undefined;
  return named === undefined
    ? error.instancePath
    : `${error.instancePath}/${named.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function messageOf(error: ErrorObject): { zh: string; en: string } {
  const en = error.message ?? error.keyword;
  switch (error.keyword) {
    case 'required':
      return { zh: '必填', en: 'is required' };
    case 'additionalProperties':
      return { zh: '未知字段', en: 'is not a known field' };
    case 'type':
      return { zh: `类型应为 ${String(error.params['type'])}`, en };
    case 'enum':
      return {
        zh: `只能是 ${(error.params['allowedValues'] as unknown[]).join('、')}`,
        en: `must be one of ${(error.params['allowedValues'] as unknown[]).join(', ')}`,
      };
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return { zh: `数值应 ${String(error.params['comparison'])} ${String(error.params['limit'])}`, en };
    case 'minLength':
      return { zh: `至少 ${String(error.params['limit'])} 个字符`, en };
    case 'maxLength':
      return { zh: `最多 ${String(error.params['limit'])} 个字符`, en };
    case 'character':
      return { zh: '不能包含空字符（NUL）或不完整的字符', en };
    case 'range':
      return { zh: '数值超出可精确表示的范围', en };
    case 'format':
      return formatMessage(String(error.params['format']), en);
    case 'depth':
      return { zh: '嵌套层数过多', en };
    default:
      return { zh: `格式不正确（${error.keyword}）`, en };
  }
}

function formatMessage(format: string, en: string): { zh: string; en: string } {
  const example = formatExamples[format];
  if (example === undefined) return { zh: '格式不正确（format）', en };
  return { zh: `格式不正确，应如 ${example}`, en: `must be like ${example}` };
}
