import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Text } from '#kernel/problems/problem-table.js';
import { isJsonObject, type JsonObject, type JsonValue, pointerParts, pointerTo } from './json.js';
import { type ConfigFault, listFaults } from './list-checks.js';
import { faultText } from './settings-fault-texts.js';
import { childSchema, constantType, titleOf, withDefaults } from './settings-schema.js';

export interface SettingsValidation {
  readonly valid: boolean;
  readonly errors: readonly ConfigFault[];
  readonly config: JsonObject;
}

/** The parameters of ajv's errors that name a property. */
type FaultParams = Readonly<Record<string, unknown>> & {
  readonly missingProperty?: string;
  readonly additionalProperty?: string;
  readonly tag?: string;
};

const compiled = new WeakMap<JsonObject, ValidateFunction>();

/** Fills in defaults on a copy and lists every fault of the result. */
export function validateSettings(schema: JsonObject, config: unknown): SettingsValidation {
  if (!isJsonObject(config)) {
    return {
      valid: false,
      errors: [{ pointer: '', code: 'not_an_object', detail: faultText('not_an_object', {}) }],
      config: {},
    };
  }
  const complete = withDefaults(schema, config);
  const check = compileSettings(schema);
  const faults = check(complete) ? [] : (check.errors ?? []).map((error) => toFault(schema, complete, error));
  // A section without a type is said to lack it, not also to have an unknown one.
  const absent = new Set(faults.filter(({ code }) => code === 'required').map(({ pointer }) => pointer));
  const told = faults.filter(({ pointer, code }) => code !== 'unknown_type' || !absent.has(pointer));
  const errors = distinct([...told, ...listFaults(schema, complete)]);
  return { valid: errors.length === 0, errors, config: complete };
}

/** @throws Error when the schema itself is not a valid strict draft-07 schema */
export function compileSettings(schema: JsonObject): ValidateFunction {
  let check = compiled.get(schema);
  if (!check) {
    // Strict, so that a misspelt keyword in a template is refused when it is read, not ignored.
    const ajv = new Ajv({
      allErrors: true,
      strict: true,
      strictTypes: false,
      strictRequired: false,
      discriminator: true,
    });
    addFormats.default(ajv);
    ajv.addVocabulary([...extensionKeywords(schema)]);
    const { $id: _unregistered, ...anonymous } = schema;
    check = ajv.compile(discriminated(anonymous) as JsonObject);
    compiled.set(schema, check);
  }
  return check;
}

/** The keywords beginning with `x-` that a schema uses; they describe the form and say nothing about validity. */
function extensionKeywords(schema: JsonValue, found = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const item of schema as readonly JsonValue[]) extensionKeywords(item, found);
  else if (isJsonObject(schema)) {
    for (const [key, value] of Object.entries(schema)) {
      if (key.startsWith('x-')) found.add(key);
      else extensionKeywords(value, found);
    }
  }
  return found;
}

/** Lets ajv choose a section's branch by `type`: the faults are then those of that section, not of every other kind. */
function discriminated(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map((item: JsonValue) => discriminated(item));
  if (!isJsonObject(schema)) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, discriminated(value)]));
  const branches = copy['oneOf'];
  if (!Array.isArray(branches) || !branches.every((branch: JsonValue) => constantType(branch) !== undefined))
    return copy;
  const required = Array.isArray(copy['required']) ? (copy['required'] as readonly JsonValue[]) : [];
  return {
    ...copy,
    type: 'object',
    discriminator: { propertyName: 'type' },
    required: required.includes('type') ? required : [...required, 'type'],
  };
}

function toFault(schema: JsonObject, config: JsonObject, error: ErrorObject): ConfigFault {
  const params = error.params as FaultParams;
  const isTag = error.keyword === 'discriminator';
  const extra = params.missingProperty ?? params.additionalProperty ?? (isTag ? params.tag : undefined);
  const pointer = extra === undefined ? error.instancePath : pointerTo(error.instancePath, extra);
  const code = error.keyword === 'additionalProperties' ? 'unknown_field' : isTag ? 'unknown_type' : error.keyword;
  return { pointer, code, detail: faultText(code, params, titleAt(schema, config, pointer)) };
}

function titleAt(schema: JsonObject, config: JsonObject, pointer: string): Text | undefined {
  let current: JsonObject | null = schema;
  let value: JsonValue | undefined = config;
  for (const part of pointerParts(pointer)) {
    const key = Array.isArray(value) ? Number(part) : part;
    current = childSchema(current, key, value);
    value = Array.isArray(value)
      ? (value as readonly JsonValue[])[Number(part)]
      : isJsonObject(value)
        ? value[part]
        : undefined;
  }
  return titleOf(current);
}

function distinct(faults: readonly ConfigFault[]): ConfigFault[] {
  return [...new Map(faults.map((fault) => [`${fault.pointer}\n${fault.code}`, fault])).values()];
}
