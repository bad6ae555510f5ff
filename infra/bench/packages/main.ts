import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadTemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import { messageOf } from '#infra/embedded/failure.js';
import { templatesDirOf } from '#kernel/config/project-root.js';
import { fleetIn, identityUnder, killedFleet } from './fleet-child.js';
import { measureZips } from './measure-zips.js';
import { type PackagesResult, packagesReport } from './packages-report.js';

const usage = 'npm run bench:packages -- [--applets 100000] [--json]';
const places = [
  { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
  { TZ: 'Asia/Shanghai', LANG: 'zh_CN.UTF-8', LC_ALL: 'zh_CN.UTF-8' },
  { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
] as const;

/**
 * `npm run bench:packages`: what the packages of a whole fleet cost, in one process; that it can be killed and goes on; that the bytes are
 * the same everywhere; and zips on demand. Speed is reported, never asserted: the exit code is 1 only when something broke.
 */
async function main(applets: number, json: boolean): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const templates = loadTemplateCatalogue(templatesDirOf({}), (fault) => say(`Left out: ${fault.message}`)).list();
  const folder = await mkdtemp(path.join(tmpdir(), 'xiaopu-packages-'));
  try {
    say(`Making ${applets} packages of ${templates.map(({ id }) => id).join(', ')} …`);
    const whole = path.join(folder, 'whole');
    const fleet = await fleetIn(applets, whole);

    const some = Math.min(applets, 10_000);
    say(`Making ${some} again, killed on the way …`);
    const part = path.join(folder, 'part');
    const killedAfter = await killedFleet(some, part, some / 3);
    const rest = await fleetIn(some, part);
    const isSame = (await readFile(part)).equals((await readFile(whole)).subarray(0, some * 32));

    const compared = Math.min(applets, 400);
    say(`Comparing ${compared} in other places …`);
    const hashes: string[] = [];
    for (const place of places) hashes.push(await identityUnder(compared, place));

    say('Zips …');
    const result: PackagesResult = {
      applets,
      templates: templates.map(({ id, version }) => `${id}@${version}`),
      fleet,
      interrupted: { applets: some, killedAfter, wentOnFrom: rest.from, isSame },
      identity: {
        applets: compared,
        places: places.map(({ TZ, LANG }) => `${TZ} ${LANG}`),
        isSame: new Set(hashes).size === 1,
      },
      zips: await measureZips(templates, folder),
    };
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : `${packagesReport(result)}\n`);
    if (isSame && result.identity.isSame) return;
    const now = loadTemplateCatalogue(templatesDirOf({})).list();
    const isEdited = now.some(({ baseDigest }, index) => baseDigest !== templates[index]?.baseDigest);
    throw new Error(
      isEdited ? 'The templates were changed meanwhile: run it again.' : 'The same applets gave other packages.',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  const { values } = parseArgs({
    options: { applets: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
  });
  const applets = Number(values.applets);
  if (!Number.isInteger(applets) || applets < 100 || applets > 1_000_000) {
    throw new Error(`--applets is "${values.applets}", but must be a whole number from 100 to 1,000,000.\n${usage}`);
  }
  await main(applets, values.json);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
