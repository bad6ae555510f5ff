import { type CompiledModule, GIVEN_PARAMETERS, MODULE_PARAMETERS } from '../format.js';
import { folderOf, normalized } from './paths.js';

type Given = Readonly<Record<string, unknown>>;
interface LoadedModule {
  exports: unknown;
}

/** The CommonJS of a mini-program: each module runs once, with what a phone gives it and nothing of the browser's window. */
export class ModuleLoader {
  readonly #modules: Readonly<Record<string, CompiledModule>>;
  readonly #given: Given;
  readonly #loaded = new Map<string, LoadedModule>();

  /** @param given by parameter name (see `MODULE_PARAMETERS`), except `require`, `module`, `exports` */
  constructor(modules: Readonly<Record<string, CompiledModule>>, given: Given) {
    this.#modules = modules;
    this.#given = given;
  }

  has(file: string): boolean {
    return Object.hasOwn(this.#modules, file);
  }

  /** The exports of a file of the package. Throws what the module throws; it may be asked again. */
  load(file: string): unknown {
    const known = this.#loaded.get(file);
    if (known) return known.exports;
    const compiled = this.has(file) ? this.#modules[file] : undefined;
    if (!compiled) throw new Error(`module '${file}' is not defined`);
    const module: LoadedModule = { exports: {} };
    this.#loaded.set(file, module);
    try {
      const [requires, run] = compiled;
      const own: Given = {
        ...this.#given,
        require: this.#requireFrom(file, requires),
        module,
        exports: module.exports,
      };
      run(...MODULE_PARAMETERS.slice(0, GIVEN_PARAMETERS).map((name) => own[name]));
    } catch (error) {
      this.#loaded.delete(file);
      throw error;
    }
    return module.exports;
  }

  #requireFrom(file: string, requires: Readonly<Record<string, string>>) {
    const require = (name: string): unknown => {
      const target = Object.hasOwn(requires, name) ? requires[name] : this.#find(file, name);
      if (target === undefined) {
        const path = normalized(name.startsWith('/') ? name : folderOf(file) + name).replace(/\.js$/, '');
        throw new Error(`module '${path}.js' is not defined, require args is '${name}'`);
      }
      return this.load(target);
    };
    return Object.assign(require, { async: (name: string) => Promise.resolve().then(() => require(name)) });
  }

  /** For names that were put together while running. */
  #find(file: string, name: string): string | undefined {
    const path = normalized(name.startsWith('/') ? name : folderOf(file) + name);
    return [path, `${path}.js`, `${path}/index.js`].find((each) => this.has(each));
  }
}
