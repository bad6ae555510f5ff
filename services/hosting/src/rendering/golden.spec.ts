import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { loadTemplateCatalogue } from '../templates/template-catalogue.js';
import { render } from './render.js';

/** Per template and preset: the overlay's own digest and the package's. */
interface Golden {
  readonly version: string;
  readonly baseDigest: string;
  readonly presets: Readonly<Record<string, { readonly extJson: string; readonly digest: string }>>;
}

const folder = join(projectRoot(), 'services/hosting/src/rendering/golden');
const variables = { appId: 'wx0123456789abcdef', runtimeUrl: 'https://shop.example.com', revision: 1 };
const templates = loadTemplateCatalogue(join(projectRoot(), 'templates')).list();

it.each(templates.map((template) => [template.id, template] as const))(
  'renders the presets of %s to the bytes on record',
  (id, template) => {
    const rendered: Golden = {
      version: template.version,
      baseDigest: template.baseDigest,
      presets: Object.fromEntries(
        template.presets.map((preset) => {
          const { extJson, digest } = render(template, preset.config, variables);
          return [preset.id, { extJson: `sha256:${createHash('sha256').update(extJson).digest('hex')}`, digest }];
        }),
      ),
    };

    // A template changed on purpose: raise its version, then `RENEW_GOLDEN=1 npx jest services/hosting/src/rendering/golden`.
    const record = join(folder, `${id}.json`);
    if (process.env['RENEW_GOLDEN'] === '1') writeFileSync(record, `${JSON.stringify(rendered, null, 2)}\n`);

    expect(rendered).toEqual(JSON.parse(readFileSync(record, 'utf8')) as Golden);
  },
);
