import { Ajv, type ErrorObject } from 'ajv';
import { KnobError } from './knob-error.js';

const ajv = new Ajv({ allErrors: false, strict: true, strictTypes: false, verbose: true });
/** Query parameters are texts on the wire. */
const coercing = new Ajv({ allErrors: false, strict: true, strictTypes: false, verbose: true, coerceTypes: true });

/** Throws KnobError 400 with one sentence that names the member and the remedy; `noun` is what a member is called. */
export type Check = (value: unknown, noun?: string) => void;

export function compileCheck(schema: object, options: { isQuery?: boolean } = {}): Check {
  const validate = (options.isQuery ? coercing : ajv).compile(schema);
  return (value, noun = 'field') => {
    // A copy for queries: coercion writes into what it checks.
    if (validate(options.isQuery ? { ...(value as object) } : value)) return;
    const error = validate.errors?.[0];
    throw new KnobError(400, error ? sentenceFor(error, noun) : 'The input does not fit.');
  };
}

function sentenceFor(error: ErrorObject, noun: string): string {
  const { keyword, params, parentSchema } = error as ErrorObject & { params: Record<string, unknown> };
  const place = error.instancePath.slice(1);
  const named = place === '' ? 'The body' : `"${place}"`;
  const within = (name: unknown): string => `"${place === '' ? '' : `${place}/`}${String(name)}"`;
  const known = Object.keys((parentSchema?.['properties'] as object | undefined) ?? {});
  const hint = typeof parentSchema?.['description'] === 'string' ? ` (${parentSchema['description']})` : '';
  switch (keyword) {
    case 'required':
      return `${within(params['missingProperty'])} is missing.`;
    case 'additionalProperties':
      return `There is no ${noun} ${within(params['additionalProperty'])}${known.length > 0 ? `; there are ${known.join(', ')}` : ''}.`;
    case 'type':
      return `${named} must be ${[params['type']].flat().map(kindName).join(' or ')}${hint}.`;
    case 'enum':
      return `${named} must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}.`;
    case 'pattern':
      return `${named} must be ${typeof parentSchema?.['description'] === 'string' ? parentSchema['description'] : `like ${String(params['pattern'])}`}.`;
    default:
      return `${named} ${error.message ?? 'does not fit'}${hint}.`;
  }
}

const kindName = (type: unknown): string =>
  ({
    string: 'a text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    null: 'null',
  })[String(type)] ?? String(type);
