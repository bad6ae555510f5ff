import { parseFen } from '../catalogue/price.js';
import { yuan } from '../pricing/yuan.js';
import type { ModifierGroupDraft } from './write-modifier-group.js';

const MOST_GROUPS = 10;
const MOST_MODIFIERS = 50;

/**
 * Reads the cell `Extras` of a dish: `加料 0-3: 卤蛋 +3, 牛肉 +8 | 辣度 1: 不辣, 微辣`. A group has a name, how many may be chosen (`1`, `0-3`)
 * and its modifiers with what they add in yuan. Full-width punctuation will do.
 * @returns null when it cannot be understood
 */
export function parseExtras(cell: string): ModifierGroupDraft[] | null {
  const groups: ModifierGroupDraft[] = [];
  for (const part of cell
    .split(/[|｜\n]/)
    .map((text) => text.trim())
    .filter(Boolean)) {
    const group = parseGroup(part);
    if (group === null || groups.some(({ name }) => name === group.name)) return null;
    groups.push(group);
  }
  return groups.length === 0 || groups.length > MOST_GROUPS ? null : groups;
}

/** The same cell written back. */
export function extrasText(groups: readonly ModifierGroupDraft[]): string {
  return groups
    .map(({ name, minChoices, maxChoices, modifiers }) => {
      const choices = minChoices === maxChoices ? `${minChoices}` : `${minChoices}-${maxChoices}`;
      const items = modifiers.map((modifier) =>
        modifier.priceFen === 0 ? modifier.name : `${modifier.name} +${yuan(modifier.priceFen)}`,
      );
      return `${name} ${choices}: ${items.join(', ')}`;
    })
    .join(' | ');
}

/** A group is known by its name: two dishes that mean different things by it must not share it. */
export class ExtrasOfFile {
  private readonly groups = new Map<string, string>();

  /** @returns the name of the first group that an earlier dish has defined otherwise */
  conflict(extras: readonly ModifierGroupDraft[]): string | null {
    const other = extras.find(
      (group) => (this.groups.get(group.name) ?? JSON.stringify(group)) !== JSON.stringify(group),
    );
    if (other) return other.name;
    for (const group of extras) this.groups.set(group.name, JSON.stringify(group));
    return null;
  }
}

function parseGroup(text: string): ModifierGroupDraft | null {
  const [, name = '', from = '', to, rest = ''] =
    /^(.{1,30}?)\s*(\d{1,2})(?:\s*[-–~]\s*(\d{1,2}))?\s*[:：](.+)$/s.exec(text) ?? [];
  const minChoices = Number(from);
  const maxChoices = to === undefined ? minChoices : Number(to);
  const modifiers = rest.split(/[,，、]/).map((item) => parseModifier(item.trim()));
  if (name === '' || modifiers.some((modifier) => modifier === null) || modifiers.length > MOST_MODIFIERS) return null;
  const known = modifiers.filter((modifier) => modifier !== null);
  const isRepeated = new Set(known.map((modifier) => modifier.name)).size < known.length;
  if (isRepeated || maxChoices < 1 || maxChoices > 20 || minChoices > maxChoices || maxChoices > known.length)
    return null;
  return { name, minChoices, maxChoices, modifiers: known };
}

function parseModifier(text: string): { name: string; priceFen: number } | null {
  const [, name = '', price = '0'] = /^([^+＋]{1,30}?)(?:\s*[+＋]\s*([\d.]+))?$/s.exec(text) ?? [];
  const priceFen = price === '0' ? 0 : parseFen(price);
  return name === '' || priceFen === null || priceFen > 1_000_000 ? null : { name, priceFen };
}
