import type { ErrorObject, ValidateFunction } from 'ajv';
import { parseJson } from '../linting/source/json-document.js';
import { isJsonObject, type JsonObject, pointerTo } from './json.js';
import { TemplateFault } from './template-fault.js';

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
  if (!bytes) throw new TemplateFault(name, 'is missing', 'Add the file, or correct the path that names it.');
  const { value, fault, repeatedKeys, lineOf } = parseJson(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  if (fault) {
    throw new TemplateFault(name, `is not valid JSON (${fault.message.en})`, 'Correct the syntax.', fault.line);
  }
  const [repeated] = repeatedKeys;
  if (repeated) {
    throw new TemplateFault(name, `${repeated.pointer} is written twice`, 'Remove one of the two.', repeated.line);
  }
  if (isJsonObject(value)) return { name, value, lineOf };
  throw new TemplateFault(name, 'does not hold a JSON object', 'Begin the file with { and end it with }.', 1);
}

export function parseObject(name: string, bytes: Buffer | undefined): JsonObject {
  return readJsonFile(name, bytes).value;
}

/** A fault of one value in a JSON file. */
export function faultAt(file: JsonFile, pointer: string, fault: string, remedy: string): TemplateFault {
  return new TemplateFault(file.name, `${pointer || 'the document'} ${fault}`, remedy, file.lineOf(pointer));
}

/** @throws TemplateFault at the first place where the file does not conform; the message lists the others too */
export function conform(file: JsonFile, check: ValidateFunction, remedy: string): void {
  if (check(file.value)) return;
  const [first, ...others] = (check.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(toSentence);
  if (!first) return;
  const also =
    others.length === 0 ? '' : `; also ${others.map(({ pointer, text }) => `${pointer} ${text}`).join('; ')}`;
  throw faultAt(file, first.pointer, `${first.text}${also}`, remedy);
}

function toSentence({ keyword, instancePath, message, params }: ErrorObject): { pointer: string; text: string } {
  const { additionalProperty, missingProperty, allowedValues, pattern } = params as Readonly<Record<string, unknown>>;
  if (typeof additionalProperty === 'string') {
    return { pointer: pointerTo(instancePath, additionalProperty), text: 'is not known here' };
  }
  if (typeof missingProperty === 'string') return { pointer: instancePath, text: `lacks "${missingProperty}"` };
  if (keyword === 'enum') return { pointer: instancePath, text: `must be one of ${JSON.stringify(allowedValues)}` };
  if (keyword === 'pattern') return { pointer: instancePath, text: `must look like ${String(pattern)}` };
  return { pointer: instancePath, text: message ?? 'is not valid' };
}
