import type { BuiltInSelf } from '../built-in.js';
import { setOwnStyle, setStyleOf } from '../own-style.js';
import { pixelsOf } from '../property.js';

export interface SwiperLook {
  /** Item that stands first; a fraction while a finger moves them. */
  readonly at: number;
  readonly vertical: boolean;
  readonly circular: boolean;
  /** How many stand in the frame at once. */
  readonly shown: number;
  /** Margins in which the neighbours look in: `20`, `'20px'`, `'40rpx'`. */
  readonly before: unknown;
  readonly after: unknown;
  readonly transition: string;
}

export function swiperItems(host: HTMLElement): Element[] {
  return [...host.children].filter(({ localName }) => localName === 'wx-swiper-item');
}

/** Moves every item to its place. Items that jump from one end to the other do so without being seen. */
export function layOutSwiper(self: BuiltInSelf, items: readonly Element[], look: SwiperLook): void {
  const { host, state } = self;
  const [before, after] = [pixelsOf(self, look.before), pixelsOf(self, look.after)];
  const frame = look.vertical ? host.clientHeight : host.clientWidth;
  state['step'] = (frame - before - after) / look.shown;
  // The finger moves the items across; the other direction stays the page's.
  setOwnStyle(self, `touch-action:${look.vertical ? 'pan-x' : 'pan-y'}`);
  const places = (state['places'] ?? new WeakMap()) as WeakMap<Element, number>;
  state['places'] = places;
  const [side, along] = look.vertical ? (['height', 'top'] as const) : (['width', 'left'] as const);
  const size = `calc((100% - ${before + after}px) / ${look.shown})`;
  for (const [index, item] of items.entries()) {
    const place = placeOf(index, items.length, look, before > 0);
    const jumps = Math.abs(place - (places.get(item) ?? place)) > 1.5;
    places.set(item, place);
    // At rest a pixel further: a width that is no whole number of pixels would let a line of the neighbour in.
    const isAway = Number.isInteger(place) && place !== 0 && look.shown === 1 && before + after === 0;
    const shift = isAway ? `calc(${place * 100}% + ${Math.sign(place)}px)` : `${place * 100}%`;
    const transform = look.vertical ? `translate3d(0,${shift},0)` : `translate3d(${shift},0,0)`;
    setStyleOf(
      item,
      `${side}:${size};${along}:${before}px;transform:${transform};transition:${jumps ? 'none' : look.transition}`,
    );
  }
}

/** Steps from the frame's beginning; with `circular` the shortest way round that leaves no gap in sight. */
function placeOf(index: number, count: number, { at, circular, shown }: SwiperLook, neighbourBefore: boolean): number {
  const place = index - at;
  if (!circular || count < 2) return place;
  const ahead = ((place % count) + count) % count;
  const behind = ahead - count;
  const visibleBehind = behind > -1 || (neighbourBefore && behind >= -1 && count > shown + 1);
  return visibleBehind && ahead > shown - 1 ? behind : ahead;
}
