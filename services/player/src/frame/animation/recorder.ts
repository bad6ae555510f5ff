/** One step that `wx.createAnimation` recorded, in the shape that pages keep in their data and hand to `animation="{{…}}"`. */
export interface AnimationStep {
  readonly animates: readonly { readonly type: string; readonly args: readonly unknown[] }[];
  readonly option: {
    readonly transformOrigin: string;
    readonly transition: { readonly duration: number; readonly timingFunction: string; readonly delay: number };
  };
}

export interface AnimationOptions {
  readonly duration?: number;
  readonly timingFunction?: string;
  readonly delay?: number;
  readonly transformOrigin?: string;
}

export interface RecordedAnimation {
  readonly actions: readonly AnimationStep[];
}

const TRANSFORMS = [
  'matrix',
  'matrix3d',
  'rotate',
  'rotate3d',
  'rotateX',
  'rotateY',
  'rotateZ',
  'scale',
  'scale3d',
  'scaleX',
  'scaleY',
  'scaleZ',
  'skew',
  'skewX',
  'skewY',
  'translate',
  'translate3d',
  'translateX',
  'translateY',
  'translateZ',
] as const;
const STYLES = ['opacity', 'backgroundColor'] as const;
const LENGTHS = ['width', 'height', 'top', 'left', 'bottom', 'right'] as const;

/** What `wx.createAnimation` answers. What a step sets stays set in the steps after it, also after `export`, as on a phone. */
export type AnimationRecorder = {
  step(options?: AnimationOptions): AnimationRecorder;
  export(): RecordedAnimation;
} & Readonly<Record<Recorded, (...values: unknown[]) => AnimationRecorder>>;

type Recorded = (typeof TRANSFORMS | typeof STYLES | typeof LENGTHS)[number];

export function createAnimation(defaults: AnimationOptions = {}): AnimationRecorder {
  const kept = new Map<string, AnimationStep['animates'][number]>();
  let actions: AnimationStep[] = [];
  const methods: Record<string, (...args: never[]) => unknown> = {
    step(options: AnimationOptions = {}) {
      const { duration = 400, timingFunction = 'linear', delay = 0 } = { ...defaults, ...options };
      const transformOrigin = options.transformOrigin ?? defaults.transformOrigin ?? '50% 50% 0';
      actions.push({
        animates: [...kept.values()],
        option: { transformOrigin, transition: { duration, timingFunction, delay } },
      });
      return methods;
    },
    export() {
      const recorded = { actions };
      actions = [];
      return recorded;
    },
  };
  const record = (key: string, type: string, args: readonly unknown[]) => {
    kept.delete(key);
    kept.set(key, { type, args });
    return methods;
  };
  for (const type of TRANSFORMS) methods[type] = (...args: unknown[]) => record(type, type, args);
  for (const name of STYLES) methods[name] = (value: unknown) => record(name, 'style', [kebab(name), value]);
  for (const name of LENGTHS)
    methods[name] = (value: unknown) => record(name, 'style', [name, typeof value === 'number' ? `${value}px` : value]);
  return methods as unknown as AnimationRecorder;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
