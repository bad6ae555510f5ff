import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '#hosting/linting/finding.js';
import { askOfficialTools } from '#hosting/linting/official/official-tools.js';
import { PackageLinter } from '#hosting/linting/package-linter.js';
import { type Golden, goldenDifferences, goldenOf, goldenText } from '#hosting/rendering/golden.js';
import { render } from '#hosting/rendering/render.js';
import { loadTemplate } from '#hosting/templates/template-catalogue.js';
import { TemplateFault } from '#hosting/templates/template-fault.js';
import type { TemplateVersion } from '#hosting/templates/template-version.js';
import { demoAppId, requireTemplate } from '../assembled-package.js';
import type { CommandInput, Language } from '../command-fault.js';

const MAIN_PACKAGE_BYTES = 1.2 * 1024 * 1024;
const FEWEST_PRODUCTS = 12;

interface Report {
  readonly part: string;
  readonly told: string;
  readonly faults: readonly string[];
  readonly hints?: readonly string[];
}

/** One report of everything that is asked of a template. @returns whether there is no fault */
export async function check(input: CommandInput & { readonly 'renew-golden': boolean }): Promise<boolean> {
  requireTemplate(input.templatesDir, input.name);
  const { template, fault } = assembled(input);
  const reports = template
    ? [
        assembly(template),
        ...packages(template, input.language),
        ...(await officialTools(template, input.language)),
        content(template),
        golden(template, input),
      ]
    : [];
  const faults = fault?.all.map((found) => found.sentence(input.language)) ?? [];
  const all = fault ? [{ part: 'assembly', told: 'refused', faults }] : reports;
  const count = all.reduce((sum, { faults }) => sum + faults.length, 0);
  for (const line of all.flatMap(lines)) input.say(line);
  const version = template ? ` ${template.version}` : '';
  input.say(`${input.name}${version}: ${count === 0 ? 'sound' : `${count} ${count === 1 ? 'fault' : 'faults'}`}`);
  return count === 0;
}

function assembled({ name, templatesDir }: CommandInput): {
  template: TemplateVersion | null;
  fault: TemplateFault | null;
} {
  try {
    return { template: loadTemplate(templatesDir, name), fault: null };
  } catch (error) {
    if (error instanceof TemplateFault) return { template: null, fault: error };
    throw error;
  }
}

function assembly({ manifest, files, sections, presets }: TemplateVersion): Report {
  const count = (some: readonly unknown[], what: string) => `${some.length} ${what}`;
  const told = [
    `${files.size} files`,
    count(manifest.pages, 'pages'),
    count(sections, 'section types'),
    count(presets, 'presets'),
  ];
  return { part: 'assembly', told: told.join(', '), faults: [] };
}

/** The linter on the package of every preset, and its size. What the base has is told once. */
function packages(template: TemplateVersion, language: Language): Report[] {
  const sentences = (found: readonly Finding[]) => found.map((one) => sentence(one, language));
  const linter = new PackageLinter();
  const variables = { appId: demoAppId, runtimeUrl: 'https://shop.example.com', revision: 1 };
  const reports = template.presets.map((preset) =>
    linter.lint(template, render(template, preset.config, variables), preset.config),
  );
  const findings = [
    ...new Map(
      reports.flatMap((report) => report.findings).map((found) => [sentence(found, language), found]),
    ).values(),
  ];
  const errors = findings.filter(({ severity }) => severity === 'error');
  const others = findings.filter(({ severity }) => severity !== 'error');
  const main = Math.max(...reports.map(({ sizes }) => sizes.mainBytes));
  const told = `main package ${kilobytes(main)} of at most ${kilobytes(MAIN_PACKAGE_BYTES)}`;
  const tooLarge = main > MAIN_PACKAGE_BYTES ? [`${told}. Serve pictures as media, or use fewer components.`] : [];
  return [
    {
      part: 'linter',
      told: `${errors.length} errors, ${others.length} hints`,
      faults: sentences(errors),
      hints: sentences(others),
    },
    { part: 'size', told, faults: tooLarge },
  ];
}

/** WeChat's own programs on the first preset's package; the source is the same in all of them. */
async function officialTools(template: TemplateVersion, language: Language): Promise<Report[]> {
  const sentences = (found: readonly Finding[]) => found.map((one) => sentence(one, language));
  const [preset] = template.presets;
  const variables = { appId: demoAppId, runtimeUrl: 'https://shop.example.com', revision: 1 };
  const rendered = render(template, preset?.config ?? {}, variables);
  const reports = await askOfficialTools(new Map([...template.files, ...rendered.files]));
  return reports.map((report) => {
    const part = report.tool === 'miniprogram-ci' ? 'wechat ci' : report.tool;
    if (!report.ran) return { part, told: `not asked: ${report.reason}`, faults: [] };
    const errors = report.findings.filter(({ severity }) => severity === 'error');
    const others = report.findings.filter(({ severity }) => severity !== 'error');
    const told = `${errors.length} errors, ${others.length} hints`;
    return { part, told, faults: sentences(errors), hints: sentences(others) };
  });
}

function content(template: TemplateVersion): Report {
  const faults = template.presets.flatMap(({ id, products }) => {
    const csv = products === undefined ? undefined : template.assets.get(products)?.toString('utf8');
    if (csv === undefined) return [];
    const handles = new Set([...csv.matchAll(/^([a-z0-9-]+),/gm)].map((match) => match[1]));
    if (handles.size >= FEWEST_PRODUCTS) return [];
    return [
      `${products ?? ''} has ${handles.size} products; a demo shop (preset ${id}) wants at least ${FEWEST_PRODUCTS}.`,
    ];
  });
  return { part: 'content', told: `${template.assets.size} demo files`, faults };
}

function golden(template: TemplateVersion, input: CommandInput & { readonly 'renew-golden': boolean }): Report {
  const name = template.manifest.golden ?? 'golden.json';
  const file = path.join(input.templatesDir, input.name, name);
  const actual = goldenOf(template);
  if (input['renew-golden']) {
    writeFileSync(file, goldenText(actual));
    return { part: 'golden', told: `${name} written anew`, faults: [] };
  }
  const remedy = `Meant? npm run template -- check ${input.name} --renew-golden`;
  if (!existsSync(file))
    return { part: 'golden', told: 'none', faults: [`${input.name}/${name} is missing. ${remedy}`] };
  const differences = goldenDifferences(JSON.parse(readFileSync(file, 'utf8')) as Golden, actual);
  const shown = differences.slice(0, 10).join('; ');
  const more = differences.length > 10 ? `; and ${differences.length - 10} more` : '';
  const faults = differences.length === 0 ? [] : [`${input.name}/${name}: ${shown}${more}. ${remedy}`];
  return {
    part: 'golden',
    told: differences.length === 0 ? 'as on record' : `${differences.length} differences`,
    faults,
  };
}

function lines({ part, told, faults, hints = [] }: Report): string[] {
  return [
    `${faults.length === 0 ? 'ok  ' : 'FAIL'}  ${part.padEnd(9)} ${told}`,
    ...faults.map((fault) => `        ${fault}`),
    ...hints.map((hint) => `        hint: ${hint}`),
  ];
}

function sentence({ rule, file, line, message, remedy }: Finding, language: Language): string {
  const place = `${file}${line === undefined ? '' : `:${line}`}`;
  if (language === 'zh') return `${place}：${message.zh}。${remedy.zh} [${rule}]`;
  return `${place}: ${message.en}. ${remedy.en} [${rule}]`;
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`;
}
