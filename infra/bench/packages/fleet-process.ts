import { createHash } from 'node:crypto';
import { PackageSeries } from '#hosting/packages/package-series.js';
import { storedZipPart, writeZip, zipPart } from '#hosting/packages/zip.js';
import { loadTemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import { templatesDirOf } from '#kernel/config/project-root.js';
import { fleetApplet } from './fleet.js';
import { makeFleet } from './make-fleet.js';

// One process of the bench: `make APPLETS PROGRESS_FILE` makes a fleet, `identity APPLETS` hashes digests and zips made from shuffled configs.
const [task, count, file] = process.argv.slice(2);
const applets = Number(count);
const templates = loadTemplateCatalogue(templatesDirOf({})).list();
if (task === 'make' && file !== undefined) {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const run = await makeFleet(templates, applets, file);
  const { user, system } = process.cpuUsage(before);
  const { maxRSS } = process.resourceUsage();
  answer({
    ...run,
    cpuSeconds: (user + system) / 1e6,
    seconds: (performance.now() - startedAt) / 1000,
    peakMegabytes: maxRSS / 1024,
  });
} else {
  const hash = createHash('sha256');
  const bases = new Map(templates.map((template) => [template, zipPart(template.files)]));
  for (let index = 0; index < applets; index += 1) {
    const { template, config, variables } = fleetApplet(templates, index, true);
    const { files, manifest } = new PackageSeries(template).make(config, variables);
    hash.update(manifest.digest).update(writeZip(bases.get(template) ?? zipPart(template.files), storedZipPart(files)));
  }
  answer({ sha256: hash.digest('hex'), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
}

function answer(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
