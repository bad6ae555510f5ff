import type { CodeSpace } from 'glass-easel-miniprogram-adapter';
import type { CompiledBase } from '../format.js';
import { Definitions } from './definitions.js';
import { ModuleLoader } from './modules.js';
import { getDate, getRegExp } from './wxs-environment.js';

type Report = (where: string, error: unknown) => void;
type Definition = Readonly<Record<string, unknown>>;

/** Runs the files of pages and components when a page first needs them, and registers what they define. */
export class ComponentFiles {
  readonly #base: CompiledBase;
  readonly #space: CodeSpace;
  readonly #report: Report;
  readonly #definitions: Definitions;
  readonly #modules: ModuleLoader;
  readonly #done = new Set<string>();
  /** The page or component whose file is running: `Component({…})` does not say which one it is. */
  #current = 'app';

  constructor(base: CompiledBase, space: CodeSpace, report: Report, given: Readonly<Record<string, unknown>>) {
    this.#base = base;
    this.#space = space;
    this.#report = report;
    this.#definitions = new Definitions(space);
    this.#modules = new ModuleLoader(base.modules, {
      ...given,
      Page: (definition: Definition) => this.#register('page', definition),
      Component: (definition: Definition) => this.#register('component', definition),
      Behavior: (definition: Definition) => this.#definitions.behavior(definition ?? {}),
      getRegExp,
      getDate,
      global: {},
    });
  }

  loadApp(): void {
    if (this.#modules.has('app.js')) this.#run('app', 'app.js');
  }

  /** Defines a page or component and all that it uses. A file that throws leaves an empty one behind and a report. */
  define(path: string): void {
    if (this.#done.has(path)) return;
    this.#done.add(path);
    const component = this.#base.config.components[path];
    if (!component) return;
    for (const used of Object.values(component.using)) this.define(used);
    for (const { default: path } of Object.values(component.generics)) if (path) this.define(path);
    if (this.#modules.has(`${path}.js`)) this.#run(path, `${path}.js`);
    if (this.#definitions.kindOf(path)) return;
    if (component.page) this.#report(`${path}.js`, new Error('it calls neither Page() nor Component()'));
    this.#space.component(path).definition({}).register();
  }

  #run(path: string, file: string): void {
    const before = this.#current;
    this.#current = path;
    try {
      this.#modules.load(file);
    } catch (error) {
      this.#report(file, error);
    } finally {
      this.#current = before;
    }
  }

  /** Without `multipleSlots` a phone puts the children where the unnamed slot is, glass-easel where the first one is. */
  #withSlots(definition: Definition): Definition {
    const options = definition['options'] as Definition | undefined;
    if (!this.#base.config.components[this.#current]?.slotsByName || options?.['dynamicSlots']) return definition;
    return { ...definition, options: { ...options, multipleSlots: true } };
  }

  #register(kind: 'page' | 'component', definition: Definition): void {
    try {
      this.#definitions[kind](this.#current, this.#withSlots(definition ?? {}));
    } catch (error) {
      this.#report(`${this.#current}.js`, error);
    }
  }
}
