import { createHash } from 'node:crypto';
import type { TemplateVersion } from '../templates/template-version.js';
import { render } from './render.js';

/** What a template's packages are expected to be: its golden.json. */
export interface Golden {
  readonly version: string;
  /** Of the files that all its packages share. */
  readonly baseDigest: string;
  /** Path inside the package → the first 16 digits of the file's SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  /** By preset: the package, and the overlay that is its own. */
  readonly presets: Readonly<Record<string, { readonly digest: string; readonly extJson: string }>>;
}

const variables = { appId: 'wx0123456789abcdef', runtimeUrl: 'https://shop.example.com', revision: 1 };

/** The packages of a template's presets, rendered for an applet that is always the same. */
export function goldenOf(template: TemplateVersion): Golden {
  return {
    version: template.version,
    baseDigest: template.baseDigest,
    files: Object.fromEntries([...template.fileDigests].map(([path, { sha256 }]) => [path, sha256.slice(0, 16)])),
    presets: Object.fromEntries(
      template.presets.map(({ id, config }) => {
        const { extJson, digest } = render(template, config, variables);
        return [id, { digest, extJson: `sha256:${createHash('sha256').update(extJson).digest('hex')}` }];
      }),
    ),
  };
}

export function goldenText(golden: Golden): string {
  return `${JSON.stringify(golden, null, 2)}\n`;
}

/** How a template differs from its record, one sentence each; none when it does not. */
export function goldenDifferences(expected: Golden, actual: Golden): string[] {
  const paths = [...new Set([...Object.keys(expected.files), ...Object.keys(actual.files)])];
  const files = paths.flatMap((path) => {
    const before = expected.files[path];
    const after = actual.files[path];
    if (before === after) return [];
    return [`${path} ${before === undefined ? 'is new' : after === undefined ? 'is gone' : 'has changed'}`];
  });
  const presets = [...new Set([...Object.keys(expected.presets), ...Object.keys(actual.presets)])].flatMap((id) => {
    const before = expected.presets[id];
    const after = actual.presets[id];
    if (!before || !after) return [`the preset ${id} is ${before ? 'gone' : 'new'}`];
    if (before.extJson !== after.extJson) return [`the preset ${id} renders another ext.json`];
    return before.digest === after.digest || files.length > 0 ? [] : [`the preset ${id} has another digest`];
  });
  const version =
    expected.version === actual.version ? [] : [`the version is ${actual.version}, on record is ${expected.version}`];
  return [...version, ...files, ...presets];
}
