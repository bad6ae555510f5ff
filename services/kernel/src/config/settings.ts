import { Ajv } from 'ajv';
import type { Static, TObject } from 'typebox';

/** A missing or malformed setting. The message is one sentence per fault and names the setting and the remedy. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the environment once against a JSON Schema: defaults filled in, numbers and booleans converted, every fault listed.
 * The schema's `description` is the remedy that a person reads, so every setting has one.
 * @throws SettingsError
 */
export function loadSettings<Schema extends TObject>(schema: Schema, env: NodeJS.ProcessEnv): Static<Schema> {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    const value = env[name];
    if (value !== undefined && value !== '') values[name] = value;
  }
  const ajv = new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true, strict: true });
  const validate = ajv.compile<Static<Schema>>(schema);
  if (validate(values)) return values;

  const faults = (validate.errors ?? []).map((error) => {
    const name =
      error.keyword === 'required'
        ? String(error.params['missingProperty'])
        : error.instancePath.slice(1).split('/')[0];
    const property: { description?: string } | undefined = schema.properties[name ?? ''];
    const fault = error.keyword === 'required' ? 'is missing' : (error.message ?? 'is malformed');
    return `Setting ${name} ${fault}. ${property?.description ?? ''}`.trim();
  });
  throw new SettingsError([...new Set(faults)].join('\n'));
}
