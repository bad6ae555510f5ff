import { rpxToVw } from '../rpx.js';
import { transformOf } from './step-style.js';

const TRANSFORM = /^(matrix|rotate|scale|skew|translate)/;
const playing = new WeakMap<Element, Animation[]>();

/**
 * `this.animate(selector, keyframes, duration, callback)`: each keyframe holds styles (`opacity`, `backgroundColor` …), transforms
 * (`scale: [1, 2]`, `translateX: 20`, `rotate: 45`), `offset` (0 to 1) and `ease`. The last look stays until `clearAnimation`.
 */
export function animateKeyframes(
  elements: readonly Element[],
  keyframes: readonly Readonly<Record<string, unknown>>[],
  durationMs: number,
  done?: () => void,
): void {
  const frames = keyframes.map(frameOf);
  const animations = elements.map((element) => {
    const animation = element.animate(frames, { duration: Math.max(0, durationMs), fill: 'forwards' });
    playing.set(element, [...(playing.get(element) ?? []), animation]);
    return animation;
  });
  void tellWhenFinished(animations, done);
}

/** `this.clearAnimation(selector, …)`: the look that the template gives. */
export function clearKeyframes(elements: readonly Element[], done?: () => void): void {
  for (const element of elements) {
    for (const animation of playing.get(element) ?? []) animation.cancel();
    playing.delete(element);
  }
  done?.();
}

async function tellWhenFinished(animations: readonly Animation[], done?: () => void): Promise<void> {
  try {
    await Promise.all(animations.map(({ finished }) => finished));
  } catch {
    // Cancelled by clearAnimation or because its page has gone: a phone does not call back either.
    return;
  }
  done?.();
}

function frameOf(frame: Readonly<Record<string, unknown>>): Keyframe {
  const { offset, ease, composite: _, ...looks } = frame;
  const transforms: string[] = [];
  const css: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(looks)) {
    if (TRANSFORM.test(name) && name !== 'transform' && name !== 'transformOrigin')
      transforms.push(transformOf(name, Array.isArray(value) ? value : [value]));
    else css[name] = typeof value === 'number' ? value : rpxToVw(String(value));
  }
  if (transforms.length > 0) css['transform'] = transforms.join(' ');
  return {
    ...css,
    ...(typeof offset === 'number' ? { offset } : {}),
    ...(typeof ease === 'string' ? { easing: ease } : {}),
  };
}
