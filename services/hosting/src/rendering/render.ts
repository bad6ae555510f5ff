import { resolveExtTemplate } from '../templates/ext-template.js';
import { withDefaults } from '../templates/settings-schema.js';
import type { JsonObject } from '../templates/json.js';
import type { TemplateVersion } from '../templates/template-version.js';
import { sortedKeys } from './canonical-json.js';
import { type FileDigest, fileDigests, overlaid, packageDigest } from './digest.js';

export interface RenderVariables {
  readonly appId: string;
  /** Base address of the shoppers' API, without a trailing slash, e.g. `https://shop.example.com`. */
  readonly runtimeUrl: string;
  /** The published storefront revision. */
  readonly revision: number;
}

export interface RenderedPackage {
  /** What this applet adds to the template's files: `ext.json`. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The `ext_json` argument of WeChat's commit (shared/wechat/code-management.md §4.3). */
  readonly extJson: string;
  /** Manifest of base and overlay together. */
  readonly manifest: ReadonlyMap<string, FileDigest>;
  /** `sha256:<hex>` of the whole package. */
  readonly digest: string;
}

/**
 * Makes an applet's package from a template and a valid config. Pure: no clock, no chance, no I/O, so the same input
 * gives the same digest on every machine.
 * @throws TemplateFault when the config lacks a setting the ext template asks for
 */
export function render(template: TemplateVersion, config: JsonObject, variables: RenderVariables): RenderedPackage {
  const { extJson, files } = renderOverlay(template, config, variables);
  const manifest = overlaid(template.fileDigests, fileDigests(files));
  return { files, extJson, manifest, digest: packageDigest(manifest) };
}

/** The part of `render` that is an applet's own. @throws TemplateFault */
export function renderOverlay(
  template: TemplateVersion,
  config: JsonObject,
  variables: RenderVariables,
): Pick<RenderedPackage, 'files' | 'extJson'> {
  const complete = withDefaults(template.settingsSchema, config);
  const ext = resolveExtTemplate(template.extTemplate, complete, {
    appId: variables.appId,
    runtimeUrl: variables.runtimeUrl.replace(/\/+$/, ''),
    templateVersion: template.version,
    revision: variables.revision,
  });
  const sorted = sortedKeys(ext);
  const files = new Map([['ext.json', Buffer.from(`${JSON.stringify(sorted, null, 2)}\n`)]]);
  return { files, extJson: JSON.stringify(sorted) };
}
