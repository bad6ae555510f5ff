import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { loadTemplateCatalogue } from './template-catalogue.js';

describe('loadTemplateCatalogue', () => {
  it('reads the templates that the project ships', () => {
    const retail = loadTemplateCatalogue(join(projectRoot(), 'templates')).get('retail');

    expect(retail.presets.length).toBeGreaterThanOrEqual(2);
    expect(retail.files.has('app.json')).toBe(true);
    for (const { products } of retail.presets) expect(retail.assets.has(products ?? '')).toBe(true);
  });

  it('names the setting when the folder is not there', () => {
    expect(() => loadTemplateCatalogue(join(tmpdir(), 'no-such-templates'))).toThrow(
      /does not exist\. Set TEMPLATES_DIR/,
    );
  });

  it('names the setting when no template is in the folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'templates-'));
    try {
      writeFileSync(join(folder, 'manifest.schema.json'), '{}');

      expect(() => loadTemplateCatalogue(folder)).toThrow(/no folder in it has a manifest\.json\. Set TEMPLATES_DIR/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
