import { splitFen } from '../pricing/split-fen.js';
import type { Candidate } from './coupon-combination.js';

/**
 * How much each coupon takes off each of the goods: as much together as `togetherFen` says and `mostFen` allows, of no goods more than they
 * cost. Those for the fewest goods come first, each by what its goods still cost; where that leaves a coupon without room, shares are
 * moved to other goods.
 * @returns parallel to `chosen`, each parallel to `goodsFen`
 */
export function sharesOf(chosen: readonly Candidate[], goodsFen: readonly number[], mostFen: number): number[][] {
  const shares = chosen.map(() => goodsFen.map(() => 0));
  const room = [...goodsFen];
  const narrowFirst = [...chosen.keys()].sort((a, b) => chosen[a]!.fits.length - chosen[b]!.fits.length || a - b);
  for (const place of narrowFirst) {
    const { fits, worthFen } = chosen[place]!;
    const free = fits.map((index) => room[index]!);
    const roomFen = free.reduce((sum, fen) => sum + fen, 0);
    const parts = splitFen(Math.min(worthFen, roomFen), free);
    for (const [at, index] of fits.entries()) {
      shares[place]![index]! += parts[at]!;
      room[index]! -= parts[at]!;
    }
  }
  for (const place of chosen.keys()) {
    let unplacedFen = chosen[place]!.worthFen - sum(shares[place]!);
    while (unplacedFen > 0) {
      const movedFen = makeRoom(place, unplacedFen, chosen, shares, room);
      if (movedFen === 0) break;
      unplacedFen -= movedFen;
    }
  }
  return withinMost(shares, mostFen);
}

/** One augmenting path: shares of other coupons move on to goods that have room. @returns what could be placed by it, 0 for no path */
function makeRoom(
  from: number,
  wantedFen: number,
  chosen: readonly Candidate[],
  shares: number[][],
  room: number[],
): number {
  const cameBy = new Map<number, { readonly place: number; readonly index: number }>();
  const places = [from];
  for (const place of places) {
    for (const index of chosen[place]!.fits) {
      if (room[index]! > 0) return moveAlong(from, place, index, wantedFen, cameBy, shares, room);
      for (const other of chosen.keys()) {
        const theirFen = shares[other]![index] ?? 0;
        if (other === from || cameBy.has(other) || theirFen === 0) continue;
        cameBy.set(other, { place, index });
        places.push(other);
      }
    }
  }
  return 0;
}

function moveAlong(
  from: number,
  last: number,
  free: number,
  wantedFen: number,
  cameBy: ReadonlyMap<number, { readonly place: number; readonly index: number }>,
  shares: number[][],
  room: number[],
): number {
  let fen = Math.min(wantedFen, room[free]!);
  for (let place = last; place !== from; place = cameBy.get(place)!.place)
    fen = Math.min(fen, shares[place]![cameBy.get(place)!.index]!);
  shares[last]![free]! += fen;
  room[free]! -= fen;
  for (let place = last; place !== from; ) {
    const { place: before, index } = cameBy.get(place)!;
    shares[place]![index]! -= fen;
    shares[before]![index]! += fen;
    place = before;
  }
  return fen;
}

/** What is above the most is given up by the last coupons. */
function withinMost(shares: readonly number[][], mostFen: number): number[][] {
  let overFen = Math.max(0, sum(shares.map(sum)) - mostFen);
  return [...shares]
    .reverse()
    .map((parts) => {
      const lessFen = Math.min(overFen, sum(parts));
      overFen -= lessFen;
      const less = splitFen(lessFen, parts);
      return parts.map((fen, index) => fen - less[index]!);
    })
    .reverse();
}

function sum(parts: readonly number[]): number {
  return parts.reduce((total, fen) => total + fen, 0);
}
