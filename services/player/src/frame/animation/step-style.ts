import { words } from '../property.js';
import type { AnimationStep } from './recorder.js';

/** CSS of one step. */
export function styleOf({ animates, option }: AnimationStep): string {
  const { duration, timingFunction, delay } = option.transition;
  const transforms = animates.filter(({ type }) => type !== 'style').map(({ type, args }) => transformOf(type, args));
  const styles = animates
    .filter(({ type }) => type === 'style')
    .map(({ args }) => `${words(args[0])}:${words(args[1])}`);
  return [
    `transition:all ${duration}ms ${timingFunction} ${delay}ms`,
    `transform-origin:${option.transformOrigin}`,
    ...(transforms.length > 0 ? [`transform:${transforms.join(' ')}`] : []),
    ...styles,
  ].join(';');
}

/** One CSS transform; numbers get the unit that WeChat gives them: degrees for turns, pixels for moves. */
export function transformOf(type: string, args: readonly unknown[]): string {
  const unit = /^(rotate|skew)/.test(type) ? 'deg' : type.startsWith('translate') ? 'px' : '';
  const values = args.map((value, at) => {
    const plain = type === 'rotate3d' && at < 3;
    return typeof value === 'number' && !plain ? `${value}${unit}` : String(value);
  });
  return `${type}(${values.join(',')})`;
}
