import { isJsonObject, type JsonObject, type JsonValue } from '../../templates/json.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { type AuditSubject, ownPaths } from './audit-subject.js';

const MOST_LEVELS = 2;
const aboutDistribution = /distribut|referral|commission|分销|分佣/i;
const namesLevels = /^(?:max_?)?(?:levels?|tiers?|depth)$/i;

/** Draws publish their odds, and distribution has two levels at most (shared/wechat/code-management.md §10, 7). */
export function checkPromotions(subject: AuditSubject): Finding[] {
  return [...checkOdds(subject), ...levelsIn(subject.settingsSchema, '', false)];
}

function checkOdds({ source, manifest }: AuditSubject): Finding[] {
  if (!manifest.features.includes('luckyDraw') && !manifest.sections.includes('luckyDraw')) return [];
  const files = [...ownPaths(source, '.wxml', '.js')].filter((file) => !file.startsWith('i18n/'));
  const shown = files.some((file) => /odds|probabilit/i.test(source.text(file)));
  return shown ? [] : [finding('audit.draw_odds', { file: 'manifest.json' })];
}

function levelsIn(schema: JsonObject, pointer: string, inDistribution: boolean): Finding[] {
  const children: [string, JsonValue][] = [
    ...(isJsonObject(schema['properties']) ? Object.entries(schema['properties']) : []),
    ...(isJsonObject(schema['items']) ? [['*', schema['items']] as [string, JsonValue]] : []),
    ...(Array.isArray(schema['oneOf'])
      ? schema['oneOf'].map((item, index): [string, JsonValue] => [String(index), item])
      : []),
  ];
  return children.flatMap(([key, child]) => {
    if (!isJsonObject(child)) return [];
    const here = `${pointer}/${key}`;
    const inside = inDistribution || aboutDistribution.test(key);
    const tooMany = inside && namesLevels.test(key) && mostLevels(child) > MOST_LEVELS;
    const own = tooMany
      ? [finding('audit.distribution_levels', { file: 'settings.schema.json', pointer: here }, { use: here })]
      : [];
    return [...own, ...levelsIn(child, here, inside)];
  });
}

function mostLevels(schema: JsonObject): number {
  const { type, maximum, maxItems, enum: choices } = schema;
  if (Array.isArray(choices)) return Math.max(0, ...choices.filter((choice) => typeof choice === 'number'));
  if (type === 'array') return typeof maxItems === 'number' ? maxItems : Infinity;
  if (type === 'integer' || type === 'number') return typeof maximum === 'number' ? maximum : Infinity;
  return 0;
}
