import { treeElementOf } from '../frame-context.js';
import type { AnimationStep } from './recorder.js';
import { styleOf } from './step-style.js';

/** glass-easel keeps an element's style in segments; this one is for animations and does not touch the template's own `style`. */
const ANIMATION_SEGMENT = 2;
const running = new WeakMap<HTMLElement, { cancelled: boolean }>();

/** Plays what `wx.createAnimation().…export()` recorded: the steps one after another, the last one's look stays. */
export function playAnimation(host: HTMLElement, value: unknown): void {
  const recorded = (value as { actions?: unknown } | null)?.actions;
  const actions = Array.isArray(recorded) ? recorded.filter(isStep) : [];
  if (actions.length === 0) return;
  const before = running.get(host);
  if (before) before.cancelled = true;
  const turn = { cancelled: false };
  running.set(host, turn);
  const play = (index: number): void => {
    const step = actions[index];
    if (!step || turn.cancelled) return;
    // Without a first computed style there is nothing to move from, and the browser would jump to the end.
    void host.offsetWidth;
    treeElementOf(host)?.setNodeStyle(styleOf(step), ANIMATION_SEGMENT);
    const { duration, delay } = step.option.transition;
    host.ownerDocument.defaultView?.setTimeout(() => play(index + 1), Math.max(0, duration + delay));
  };
  play(0);
}

/** Pages may put anything into `animation`. */
function isStep(value: unknown): value is AnimationStep {
  const { animates, option } = (value ?? {}) as Partial<AnimationStep>;
  return Array.isArray(animates) && typeof option?.transition?.duration === 'number';
}
