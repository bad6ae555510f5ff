import { open } from 'node:fs/promises';
import { PackageLinter } from '#hosting/linting/package-linter.js';
import { PackageSeries } from '#hosting/packages/package-series.js';
import type { TemplateVersion } from '#hosting/templates/template-version.js';
import { fleetApplet } from './fleet.js';

export interface FleetRun {
  /** Number of the first applet made by this run: what an earlier run had done is not done again. */
  readonly from: number;
  readonly made: number;
  readonly findings: number;
  /** Of ext.json and manifests. */
  readonly bytes: number;
}

const DIGEST_BYTES = 32;
const CHUNK = 500;

/**
 * Renders, lints, digests and lists packages for the applets of a fleet, in their order. The progress file holds the digests of
 * those that are done, 32 bytes each: after whatever interruption a run goes on behind the last whole one.
 * @throws Error when a package has an error
 */
export async function makeFleet(
  templates: readonly TemplateVersion[],
  applets: number,
  progressFile: string,
): Promise<FleetRun> {
  const series = new Map(templates.map((template) => [template, new PackageSeries(template)]));
  const linter = new PackageLinter();
  for (const template of templates) await linter.prepare(template);
  const file = await open(progressFile, 'a+');
  let findings = 0;
  let bytes = 0;
  try {
    const from = Math.min(applets, Math.floor((await file.stat()).size / DIGEST_BYTES));
    await file.truncate(from * DIGEST_BYTES);
    for (let first = from; first < applets; first += CHUNK) {
      const digests: Buffer[] = [];
      for (let index = first; index < Math.min(applets, first + CHUNK); index += 1) {
        const { template, config, variables } = fleetApplet(templates, index);
        const { files, extJson, manifest } = (series.get(template) as PackageSeries).make(config, variables);
        const report = linter.lint(template, { extJson }, config);
        if (!report.passed) throw new Error(`Applet ${index} has errors: ${JSON.stringify(report.findings[0])}`);
        findings += report.findings.length;
        bytes += JSON.stringify(manifest).length + (files.get('ext.json')?.length ?? 0);
        digests.push(Buffer.from(manifest.digest.slice('sha256:'.length), 'hex'));
      }
      await file.appendFile(Buffer.concat(digests));
    }
    return { from, made: applets - from, findings, bytes };
  } finally {
    await file.close();
  }
}
