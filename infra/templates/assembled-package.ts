import { render } from '#hosting/rendering/render.js';
import { loadTemplate } from '#hosting/templates/template-catalogue.js';
import type { TemplatePreset, TemplateVersion } from '#hosting/templates/template-version.js';
import { CommandFault, type CommandInput } from './command-fault.js';

export interface AssembledPackage {
  readonly template: TemplateVersion;
  readonly preset: TemplatePreset;
  /** The whole package, the preset's ext.json included. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** An applet that exists nowhere: what an author looks at belongs to no merchant. */
export const demoAppId = 'wx0123456789abcdef';

/** @throws TemplateFault, CommandFault when the template has no such preset */
export function assemblePackage(
  { name, templatesDir, preset: wanted }: CommandInput,
  runtimeUrl = 'http://127.0.0.1:4100',
): AssembledPackage {
  const template = loadTemplate(templatesDir, name);
  const preset = wanted === undefined ? template.presets[0] : template.presets.find(({ id }) => id === wanted);
  if (!preset) {
    const ids = template.presets.map(({ id }) => id).join(', ');
    throw new CommandFault(`${name} has no preset "${wanted ?? ''}". Use one of ${ids}.`);
  }
  const { files } = render(template, preset.config, { appId: demoAppId, runtimeUrl, revision: 1 });
  return { template, preset, files: new Map([...template.files, ...files]) };
}
