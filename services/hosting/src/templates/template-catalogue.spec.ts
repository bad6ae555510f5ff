import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { smallTemplateTree } from './small-template.fixture.js';
import { loadTemplate, loadTemplateCatalogue } from './template-catalogue.js';
import type { TemplateFault } from './template-fault.js';

const shipped = join(projectRoot(), 'templates');

describe('loadTemplateCatalogue', () => {
  it('reads the templates that the project ships, every one of them', () => {
    const catalogue = loadTemplateCatalogue(shipped);

    expect(catalogue.faults.map(({ message }) => message)).toEqual([]);
    for (const template of catalogue.list()) {
      expect(template.presets.length).toBeGreaterThanOrEqual(2);
      expect(template.sections.length).toBeGreaterThan(0);
      expect(template.files.has('app.json')).toBe(true);
    }
  });

  describe('of a folder of its own', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'templates-'));
      for (const name of ['manifest.schema.json', 'section.schema.json'])
        cpSync(join(shipped, name), join(folder, name));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('leaves out a broken template, tells of it, and offers the others', () => {
      put('small', smallTemplateTree());
      put('broken', new Map([['manifest.json', Buffer.from('{')]]));
      const told: TemplateFault[] = [];

      const catalogue = loadTemplateCatalogue(folder, (fault) => told.push(fault));

      expect(catalogue.list().map(({ id }) => id)).toEqual(['small']);
      expect(catalogue.find('broken')).toBeNull();
      expect(told).toHaveLength(1);
      expect(told[0]).toMatchObject({ file: 'broken/manifest.json', line: 1 });
      expect(catalogue.faults).toEqual(told);
    });

    it('refuses to begin when no template is sound', () => {
      put('broken', new Map([['manifest.json', Buffer.from('{')]]));

      expect(() => loadTemplateCatalogue(folder)).toThrow(/broken\/manifest\.json:1: is not valid JSON/);
    });

    it.each([
      ['a file', '../manifest.schema.json', 'src/linked.js'],
      ['a folder', '/etc', 'demo/media'],
    ])('refuses a link to %s, wherever it leads', (_what, target, at) => {
      put('small', smallTemplateTree());
      symlinkSync(target, join(folder, 'small', at));

      expect(() => loadTemplate(folder, 'small')).toThrow(
        /small\/.*: is a symbolic link, which may lead out of the folder\. Put/,
      );
    });

    it('refuses more files than a template can mean', () => {
      put('small', smallTemplateTree());
      writeFileSync(join(folder, 'small/demo/film.bin'), Buffer.alloc(65 * 1024 * 1024));

      expect(() => loadTemplate(folder, 'small')).toThrow(/makes the folder larger than 5000 files or 64 MB/);
    });

    it('names the setting when no template is in the folder', () => {
      expect(() => loadTemplateCatalogue(folder)).toThrow(/no folder in it has a manifest\.json\. Set TEMPLATES_DIR/);
    });

    function put(id: string, tree: ReadonlyMap<string, Buffer>): void {
      for (const [path, bytes] of tree) {
        mkdirSync(dirname(join(folder, id, path)), { recursive: true });
        writeFileSync(join(folder, id, path), bytes);
      }
    }
  });

  it('names the setting when the folder is not there', () => {
    expect(() => loadTemplateCatalogue(join(tmpdir(), 'no-such-templates'))).toThrow(
      /does not exist\. Set TEMPLATES_DIR/,
    );
  });
});
