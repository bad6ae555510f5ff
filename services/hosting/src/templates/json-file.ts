import type { ErrorObject, ValidateFunction } from 'ajv';
import { parseJson } from '../linting/source/json-document.js';
import type { Text } from '#kernel/problems/problem-table.js';
import type { Params } from '../linting/report.js';
import { refuseAny } from './found-faults.js';
import { isJsonObject, type JsonObject, pointerTo } from './json.js';
import { TemplateFault } from './template-fault.js';
import type { TemplateFaultCode } from './template-fault-texts.js';

/** A JSON object as it stands in a file of the templates folder. */
export interface JsonFile {
  /** Path from the templates folder. */
  readonly name: string;
  readonly value: JsonObject;
  /** Line of the value a JSON pointer names, counted from 1. */
  readonly lineOf: (pointer: string) => number | undefined;
}

/** @throws TemplateFault unless the file is there and holds a JSON object, no key of which is written twice */
export function readJsonFile(name: string, bytes: Buffer | undefined): JsonFile {
  if (!bytes) throw new TemplateFault(name, 'file.missing');
  const { value, fault, repeatedKeys, lineOf } = parseJson(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  if (fault) throw new TemplateFault(name, 'json.syntax', { fault: fault.message }, fault.line);
  refuseAny(
    repeatedKeys.map(({ pointer, line }) => new TemplateFault(name, 'json.repeated_key', { at: pointer }, line)),
  );
  if (isJsonObject(value)) return { name, value, lineOf };
  throw new TemplateFault(name, 'json.no_object', {}, 1);
}

export function parseObject(name: string, bytes: Buffer | undefined): JsonObject {
  return readJsonFile(name, bytes).value;
}

/** A fault of one value in a JSON file, whose texts say `{at}`. */
export function faultAt(file: JsonFile, pointer: string, code: TemplateFaultCode, params: Params = {}): TemplateFault {
  return new TemplateFault(file.name, code, { at: pointer || wholeDocument, ...params }, file.lineOf(pointer));
}

/** @throws TemplateFault with all places where the file does not conform */
export function conform(file: JsonFile, check: ValidateFunction, code: TemplateFaultCode): void {
  if (check(file.value)) return;
  const errors = (check.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(toClause);
  refuseAny(errors.map(({ pointer, fault }) => faultAt(file, pointer, code, { fault })));
}

const wholeDocument: Text = { zh: '整个文件', en: 'the document' };
/** Where ajv's own words are not in both languages. */
const chinese: Readonly<Record<string, string>> = {
  type: '的类型不对',
  not: '不可为这样的值',
  minLength: '太短',
  maxLength: '太长',
  minItems: '的项目太少',
  maxItems: '的项目太多',
  uniqueItems: '有重复的项目',
  minimum: '太小',
  maximum: '太大',
  minProperties: '的内容太少',
  const: '不是规定的值',
  format: '的格式不对',
};

function toClause({ keyword, instancePath, message, params }: ErrorObject): { pointer: string; fault: Text } {
  const { additionalProperty, missingProperty, allowedValues, pattern } = params as Readonly<Record<string, unknown>>;
  const at = (zh: string, en: string, pointer = instancePath) => ({ pointer, fault: { zh, en } });
  if (typeof additionalProperty === 'string') {
    return at('不属于这里', 'is not known here', pointerTo(instancePath, additionalProperty));
  }
  if (typeof missingProperty === 'string') return at(`缺少 "${missingProperty}"`, `lacks "${missingProperty}"`);
  const choices = JSON.stringify(allowedValues);
  if (keyword === 'enum') return at(`须为 ${choices} 之一`, `must be one of ${choices}`);
  if (keyword === 'pattern') return at(`须形如 ${String(pattern)}`, `must look like ${String(pattern)}`);
  const words = message ?? 'is not valid';
  return at(`${chinese[keyword] ?? '不符合要求'}（${words}）`, words);
}
