import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { locationApis } from '../schemas/app-schema.js';
import { type PackageSource, strings } from '../source/package-source.js';
import type { ConfigFile } from './appearance-checks.js';

const notWithFuzzy = ['getLocation', 'onLocationChange', 'startLocationUpdate', 'startLocationUpdateBackground'];

/**
 * `requiredPrivateInfos` against the location APIs that code really calls. WeChat's detection is static, so a call that never
 * runs counts as well (shared/wechat/mini-program-package.md §10).
 */
export function checkLocationApis(source: PackageSource, { file, config, lineOf }: ConfigFile): Finding[] {
  const declared = strings(config['requiredPrivateInfos']);
  const used = usedLocationApis(source);
  const at = (api: string) => ({ file, line: lineOf(`/requiredPrivateInfos/${declared.indexOf(api)}`) });
  const undeclared = [...used]
    .filter(([api]) => !declared.includes(api))
    .map(([api, place]) => finding('privacy.location_undeclared', place, { api }));
  const unused = declared
    .filter((api) => (locationApis as readonly string[]).includes(api) && !used.has(api))
    .map((api) => finding('privacy.location_unused', at(api), { api }));
  const exclusive = declared.includes('getFuzzyLocation')
    ? notWithFuzzy
        .filter((api) => declared.includes(api))
        .map((api) => finding('privacy.location_exclusive', at(api), { api }))
    : [];
  return [...undeclared, ...unused, ...exclusive];
}

/** API → the first place that calls it. */
function usedLocationApis(source: PackageSource): Map<string, { file: string; line: number }> {
  const used = new Map<string, { file: string; line: number }>();
  for (const file of source.paths('.js')) {
    for (const { name, line } of source.script(file).wxCalls) {
      if ((locationApis as readonly string[]).includes(name) && !used.has(name)) used.set(name, { file, line });
    }
  }
  return used;
}
