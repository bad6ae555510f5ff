import { defaultSettings } from '../state/sandbox-settings.js';
import type { World } from '../world.js';
import { PayError } from './pay-error.js';

export type RateKind =
  | 'prepay'
  | 'query'
  | 'refund'
  | 'failedRefund'
  | 'refundQuery'
  | 'sharing'
  | 'sharingQuery'
  | 'sharingReturn';

const FREQUENCY_NUMBER = 268447840;
const defaults = defaultSettings().payRatePerSecond;
const windows = new WeakMap<World, Map<string, { second: number; count: number }>>();

/** Counts one call of this second; 429 FREQUENCY_LIMITED beyond `settings.payRatePerSecond` (wechat-pay-v3.md §7, §8, §10). */
export function countCall(world: World, mchid: string, kind: RateKind | undefined): void {
  if (kind === undefined) return;
  const limit = world.knobs.payRatePerSecond[kind] ?? defaults[kind];
  if (limit === undefined) return;
  const counts = windows.get(world) ?? new Map<string, { second: number; count: number }>();
  windows.set(world, counts);
  const second = Math.floor(Date.now() / 1000);
  const key = `${mchid} ${kind}`;
  const known = counts.get(key);
  const count = known?.second === second ? known.count + 1 : 1;
  counts.set(key, { second, count });
  if (count > limit) {
    throw new PayError(429, 'FREQUENCY_LIMITED', '频率超限，请降低请求频率', undefined, FREQUENCY_NUMBER);
  }
}
