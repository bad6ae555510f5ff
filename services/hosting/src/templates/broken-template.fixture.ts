import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import type { JsonObject } from './json.js';
import { edit, kitCommons, kitTemplateTree, smallKit } from './kit-template.fixture.js';
import { assembleTemplate, type TemplateCommons } from './template-assembly.js';
import { TemplateFault } from './template-fault.js';

/** A template and its kit, free to be broken. */
interface Given {
  readonly tree: Map<string, Buffer>;
  readonly kit: Map<string, Buffer>;
}
export type Break = (given: Given) => void;
/** What is broken, how, and the sentence it is refused with, from its file on. */
export type Case = readonly [what: string, how: Break, message: RegExp];

const folder = join(projectRoot(), 'templates');
const format = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonObject;
const formats = { manifestFormat: format('manifest.schema.json'), sectionFormat: format('section.schema.json') };

export const json =
  (path: string, pointer: string, value: unknown): Break =>
  ({ tree, kit }) => {
    const inKit = path.startsWith('kit/');
    edit(inKit ? kit : tree, inKit ? path.slice(4) : path, (document) => {
      const parts = pointer.split('/').slice(1);
      const last = parts.pop() ?? '';
      let target = document as Record<string, unknown>;
      for (const part of parts) target = target[part] as Record<string, unknown>;
      if (value === undefined) delete target[last];
      else target[last] = value;
      return document;
    });
  };
export const write =
  (path: string, content: string | Buffer): Break =>
  ({ tree, kit }) =>
    void (path.startsWith('kit/')
      ? kit.set(path.slice(4), Buffer.from(content))
      : tree.set(path, Buffer.from(content)));
export const remove =
  (path: string): Break =>
  ({ tree, kit }) =>
    void (path.startsWith('kit/') ? kit.delete(path.slice(4)) : tree.delete(path));
export const both =
  (...breaks: readonly Break[]): Break =>
  (given) => {
    for (const one of breaks) one(given);
  };

/** Every case is refused with file, line and what to do about it; unbroken, the template is taken. */
export function refuses(part: string, cases: readonly Case[]): void {
  describe(`a broken template: ${part}`, () => {
    it.each(cases)('%s is refused with file, line and remedy', (_what, how, message) => {
      const given: Given = { tree: kitTemplateTree(), kit: smallKit() };
      const commons: TemplateCommons = { ...kitCommons(given.kit), ...formats };
      expect(assembleTemplate('small', given.tree, commons).id).toBe('small');

      how(given);
      const act = () => assembleTemplate('small', given.tree, commons);

      expect(act).toThrow(TemplateFault);
      expect(act).toThrow(message);
      expect(act).toThrow(/\. [A-Z][^.]*\S/);
    });
  });
}
