import type { ProblemFault } from '#kernel/problems/problem.js';
import { shortCity, shortProvince } from './region.js';
import type { ShippingRates } from './shipping-rates.js';

/** What is wrong with a table of rates beyond the shape of its members: no place may be in two zones, and every province must be one. */
export function rateFaults({ zones }: ShippingRates): ProblemFault[] {
  const faults: ProblemFault[] = [];
  const seen = new Map<string, string>();
  for (const [place, zone] of zones.entries()) {
    const taken = (key: string, words: string, pointer: string) => {
      const other = seen.get(key);
      if (other !== undefined) faults.push(overlap(pointer, words, other));
      else seen.set(key, zone.name);
    };
    if (zone.regions.length === 0) taken('elsewhere', '其他地区', `/zones/${place}/regions`);
    for (const [index, { province, cities }] of zone.regions.entries()) {
      const pointer = `/zones/${place}/regions/${index}`;
      const short = shortProvince(province);
      if (short === null) faults.push(noProvince(`${pointer}/province`, province));
      else if (cities.length === 0) taken(short, province, pointer);
      else
        for (const [at, city] of cities.entries())
          taken(`${short} ${shortCity(city)}`, city, `${pointer}/cities/${at}`);
    }
  }
  return faults;
}

function overlap(pointer: string, words: string, zone: string): ProblemFault {
  return {
    pointer,
    code: 'region.overlaps',
    detail: {
      zh: `「${words}」已在「${zone}」中，请只保留一处`,
      en: `${words} is in the zone “${zone}” already: keep it in one of them`,
    },
  };
}

function noProvince(pointer: string, words: string): ProblemFault {
  return {
    pointer,
    code: 'region.unknown',
    detail: {
      zh: `「${words}」不是省级行政区，请填写如「浙江省」`,
      en: `“${words}” is no province: write e.g. 浙江省`,
    },
  };
}
