import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { smallTemplate } from '../templates/small-template.fixture.js';
import { loadTemplateCatalogue } from '../templates/template-catalogue.js';
import { type Golden, goldenDifferences, goldenOf, goldenText } from './golden.js';

const folder = join(projectRoot(), 'templates');
const templates = loadTemplateCatalogue(folder).list();

it.each(templates.map((template) => [template.id, template] as const))(
  'renders the presets of %s to the packages on record',
  (id, template) => {
    const actual = goldenOf(template);

    // Changed on purpose: raise the version, then `npm run template -- check NAME --renew-golden`, or this spec with RENEW_GOLDEN=1.
    const record = join(folder, id, template.manifest.golden ?? 'golden.json');
    if (process.env['RENEW_GOLDEN'] === '1') writeFileSync(record, goldenText(actual));
    const expected = JSON.parse(readFileSync(record, 'utf8')) as Golden;

    expect(goldenDifferences(expected, actual)).toEqual([]);
    expect(actual).toEqual(expected);
  },
);

describe('goldenDifferences', () => {
  const golden = goldenOf(smallTemplate());

  it('finds none between a template and itself', () => {
    expect(goldenDifferences(golden, goldenOf(smallTemplate()))).toEqual([]);
  });

  it('names files and presets that came, went or changed', () => {
    const { 'app.js': _gone, ...others } = golden.files;
    const actual: Golden = {
      version: '1.2.4',
      baseDigest: 'sha256:other',
      files: { ...others, 'app.json': '0', 'new.js': '1' },
      presets: { plain: { digest: 'd', extJson: 'e' }, fancy: { digest: 'd', extJson: 'e' } },
    };

    expect(goldenDifferences(golden, actual)).toEqual([
      'the version is 1.2.4, on record is 1.2.3',
      'app.js is gone',
      'app.json has changed',
      'new.js is new',
      'the preset plain renders another ext.json',
      'the preset fancy is new',
    ]);
  });
});
