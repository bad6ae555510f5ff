import type { ConfigFault } from '../templates/list-checks.js';
import { validateSettings } from '../templates/settings-validator.js';
import type { JsonObject } from '../templates/json.js';
import type { TemplateVersion } from '../templates/template-version.js';

export type { ConfigFault } from '../templates/list-checks.js';

export interface ConfigValidation {
  readonly valid: boolean;
  /** One per fault; `pointer` is a JSON pointer into the config. */
  readonly errors: readonly ConfigFault[];
  /** The config with defaults filled in (a copy; the input is left alone). Only to be stored when `valid`. */
  readonly config: JsonObject;
}

/** Checks a storefront config against the template's settings schema. Takes anything, never throws for bad input. */
export function validate(template: TemplateVersion, config: unknown): ConfigValidation {
  return validateSettings(template.settingsSchema, config);
}
