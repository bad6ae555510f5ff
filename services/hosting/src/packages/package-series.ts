import { createHash, type Hash } from 'node:crypto';
import { byPath, type FileDigest, fileDigests, overlaid, packageDigest } from '../rendering/digest.js';
import { renderOverlay, type RenderVariables } from '../rendering/render.js';
import type { JsonObject } from '../templates/json.js';
import type { TemplateVersion } from '../templates/template-version.js';
import { type PackageManifest, packageManifest } from './package-manifest.js';

export interface SeriesPackage {
  /** What this applet adds to the template's files. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The `ext_json` argument of WeChat's commit. */
  readonly extJson: string;
  readonly manifest: PackageManifest;
}

/**
 * Packages of many applets made from one template version: the same as `render` makes one by one, but what they share is worked out
 * once. Of the digest, whose lines are in path order, that is all but the line of ext.json and the hashing of what follows it.
 */
export class PackageSeries {
  readonly #before: Hash;
  readonly #after: Buffer;
  readonly #replacesBaseFile: boolean;

  constructor(readonly template: TemplateVersion) {
    const lines = [...template.fileDigests].sort(([a], [b]) => byPath(a, b));
    const linesOf = (wanted: (path: string) => boolean) =>
      lines
        .filter(([path]) => wanted(path))
        .map(line)
        .join('');
    this.#before = createHash('sha256').update(linesOf((path) => path < 'ext.json'));
    this.#after = Buffer.from(linesOf((path) => path > 'ext.json'));
    this.#replacesBaseFile = template.fileDigests.has('ext.json');
  }

  /** @throws TemplateFault when the config lacks a setting the ext template asks for */
  make(config: JsonObject, variables: RenderVariables): SeriesPackage {
    const { files, extJson } = renderOverlay(this.template, config, variables);
    const digests = fileDigests(files);
    return {
      files,
      extJson,
      manifest: packageManifest(this.#digest(digests), this.template.baseDigest, files, digests),
    };
  }

  #digest(overlay: ReadonlyMap<string, FileDigest>): string {
    const [only] = overlay;
    if (overlay.size !== 1 || only?.[0] !== 'ext.json' || this.#replacesBaseFile) {
      return packageDigest(overlaid(this.template.fileDigests, overlay));
    }
    return `sha256:${this.#before.copy().update(line(only)).update(this.#after).digest('hex')}`;
  }
}

function line([path, { sha256 }]: readonly [string, FileDigest]): string {
  return `${path}\0${sha256}\n`;
}
