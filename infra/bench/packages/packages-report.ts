import type { FleetFigures } from './fleet-child.js';
import type { ZipFigures } from './measure-zips.js';

const GOAL_SECONDS = 120;
const GOAL_MEGABYTES = 512;
const GOAL_ZIPS = 1000;

export interface PackagesResult {
  readonly applets: number;
  readonly templates: readonly string[];
  readonly fleet: FleetFigures;
  readonly interrupted: {
    readonly applets: number;
    readonly killedAfter: number;
    readonly wentOnFrom: number;
    readonly isSame: boolean;
  };
  readonly identity: { readonly applets: number; readonly places: readonly string[]; readonly isSame: boolean };
  readonly zips: ZipFigures;
}

/** The table a person reads. */
export function packagesReport({ applets, fleet, interrupted, identity, zips }: PackagesResult): string {
  const scaledSeconds = (fleet.cpuSeconds * 100_000) / applets;
  const zipRow = (title: string, rate: number) => [
    title,
    `${whole(rate)} per CPU-s`,
    `≥ ${whole(GOAL_ZIPS)}`,
    met(rate >= GOAL_ZIPS),
  ];
  const rows = [
    ['what', 'figure', 'goal', 'met'],
    [
      `${whole(applets)} packages rendered, linted, listed`,
      `${fleet.cpuSeconds.toFixed(1)} CPU-s`,
      `≤ ${GOAL_SECONDS} per 100,000`,
      met(scaledSeconds <= GOAL_SECONDS),
    ],
    [
      '… beside bare JSON and SHA-256',
      `${(scaledSeconds / zips.bareOverlaySeconds).toFixed(1)} × the yardstick`,
      '',
      '',
    ],
    [
      '… memory at its highest',
      `${whole(fleet.peakMegabytes)} MB`,
      `≤ ${GOAL_MEGABYTES} MB`,
      met(fleet.peakMegabytes <= GOAL_MEGABYTES),
    ],
    ['… findings', whole(fleet.findings), '', ''],
    ['… ext.json and manifests', `${whole(fleet.bytes / 1e6)} MB`, '', ''],
    [
      `killed after ${whole(interrupted.killedAfter)} of ${whole(interrupted.applets)}, gone on from ${whole(interrupted.wentOnFrom)}`,
      interrupted.isSame ? 'the same packages' : 'OTHER PACKAGES',
      'the same',
      met(interrupted.isSame),
    ],
    [
      `digests and zips under ${identity.places.length} time zones and locales`,
      identity.isSame ? 'the same bytes' : 'OTHER BYTES',
      'the same',
      met(identity.isSame),
    ],
    zipRow('zip, base at hand', zips.joinedPerCpuSecond),
    zipRow('zip, from the store on disk', zips.fromStorePerCpuSecond),
    ['fflate: the same files deflated', `${whole(zips.fflatePerCpuSecond)} per CPU-s`, '', ''],
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const met = (isMet: boolean): string => (isMet ? 'yes' : 'NO');
const whole = (number: number): string => Math.round(number).toLocaleString('en');
