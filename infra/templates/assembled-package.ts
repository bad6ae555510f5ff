import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
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

/**
 * @param runtimeUrl what the package asks; that of the command when left out
 * @throws TemplateFault, CommandFault when there is no such template or preset
 */
export function assemblePackage(
  { name, templatesDir, preset: wanted, runtime = 'http://127.0.0.1:4100', app = demoAppId }: CommandInput,
  runtimeUrl = runtime,
): AssembledPackage {
  requireTemplate(templatesDir, name);
  const template = loadTemplate(templatesDir, name);
  const preset = wanted === undefined ? template.presets[0] : template.presets.find(({ id }) => id === wanted);
  if (!preset) {
    const ids = template.presets.map(({ id }) => id).join(', ');
    throw new CommandFault(`${name} has no preset "${wanted ?? ''}". Use one of ${ids}.`);
  }
  const { files } = render(template, preset.config, { appId: app, runtimeUrl, revision: 1 });
  return { template, preset, files: new Map([...template.files, ...files]) };
}

/** @throws CommandFault naming the templates there are, when this is none of them */
export function requireTemplate(templatesDir: string, name: string): void {
  const isThere = (folder: string): boolean => existsSync(path.join(templatesDir, folder, 'manifest.json'));
  if (isThere(name)) return;
  if (name === 'kit') throw new CommandFault('kit is what templates share and no template itself: name one of those.');
  // A folder without its manifest is a template being made: what is missing is told when it is loaded.
  if (existsSync(path.join(templatesDir, name))) return;
  const names = existsSync(templatesDir) ? readdirSync(templatesDir).filter(isThere) : [];
  const known = names.length > 0 ? `There are ${names.join(', ')}` : 'There is none';
  throw new CommandFault(
    `There is no template "${name}". ${known} in ${templatesDir}; npm run template -- new ${name} makes it.`,
  );
}
