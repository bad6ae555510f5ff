import type { PushFaults } from '../state/fault.model.js';
import type { Push } from '../state/model.js';

/** What becomes of one event. */
interface Fate {
  isLost: boolean;
  isHeld: boolean;
  isForged: boolean;
  copies: number;
  delayMs: number;
}

export const fair: Fate = { isLost: false, isHeld: false, isForged: false, copies: 1, delayMs: 0 };

/** Uses up what `pushFaults` says of the next event it concerns. */
export function drawFate(faults: PushFaults, { event, appid }: Pick<Push, 'event' | 'appid'>): Fate {
  if ((faults.event !== '' && faults.event !== event) || (faults.appid !== '' && faults.appid !== appid)) return fair;
  const draw = (name: 'lose' | 'double' | 'reorder' | 'late' | 'forge'): boolean => {
    if (faults[name] <= 0) return false;
    faults[name] -= 1;
    return true;
  };
  if (draw('lose')) return { ...fair, isLost: true };
  const isHeld = draw('reorder');
  const isLate = !isHeld && draw('late');
  return {
    isLost: false,
    isHeld,
    isForged: draw('forge'),
    copies: draw('double') ? 2 : 1,
    // One that is held back goes at last even when no other comes.
    delayMs: isHeld || isLate ? faults.lateSeconds * 1000 : 0,
  };
}

/** Another signature of the same form. */
export const forge = (signature: string): string => (signature.startsWith('0') ? '1' : '0') + signature.slice(1);
