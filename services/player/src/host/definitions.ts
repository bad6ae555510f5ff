import type { CodeSpace } from 'glass-easel-miniprogram-adapter';

type Definition = Readonly<Record<string, unknown>>;

/** Behaviors that WeChat names by a string. */
const NAMED: Readonly<Record<string, object>> = {
  'wx://form-field': { properties: { name: { type: String, value: '' }, value: { type: null, value: '' } } },
  'wx://form-field-group': {},
  'wx://form-field-button': { properties: { formType: { type: String, value: '' } } },
  'wx://component-export': {},
  // Makes a component's node take the place of the <scroll-view> in it for the page's queries; here queries find the inner one.
  'wx://proxy-scroll-view': {},
};

/** Registers what the package's files define by `Page`, `Component` and `Behavior`, under the path that is being loaded. */
export class Definitions {
  readonly #space: CodeSpace;
  readonly #named = new Map<string, unknown>();
  readonly #kinds = new Map<string, 'page' | 'component'>();

  constructor(space: CodeSpace) {
    this.#space = space;
  }

  kindOf(path: string): 'page' | 'component' | undefined {
    return this.#kinds.get(path);
  }

  page(path: string, definition: Definition): void {
    this.#kinds.set(path, 'page');
    this.#space.component(path).pageDefinition(this.#withBehaviors(definition)).register();
  }

  component(path: string, definition: Definition): void {
    this.#kinds.set(path, 'component');
    this.#space.component(path).definition(this.#withBehaviors(definition)).register();
  }

  behavior(definition: Definition): unknown {
    return this.#space.behavior().definition(this.#withBehaviors(definition)).register();
  }

  #withBehaviors(definition: Definition): Definition {
    const behaviors = definition['behaviors'];
    if (!Array.isArray(behaviors)) return definition;
    const known = behaviors.map((each: unknown) => (typeof each === 'string' ? this.#namedBehavior(each) : each));
    return { ...definition, behaviors: known.filter((each) => each !== undefined && each !== null) };
  }

  #namedBehavior(name: string): unknown {
    const definition = NAMED[name];
    if (!definition) throw new Error(`behavior "${name}" is not known`);
    if (!this.#named.has(name)) this.#named.set(name, this.#space.behavior().definition(definition).register());
    return this.#named.get(name);
  }
}
