import type { ProblemFault } from '#kernel/problems/problem.js';

export interface Modifier {
  readonly id: string;
  readonly name: string;
  readonly priceFen: number;
  readonly soldOut: boolean;
}

/** Options or extras of a dish: at least `minChoices` and at most `maxChoices` of them, each once. */
export interface ModifierGroup {
  readonly id: string;
  readonly name: string;
  readonly minChoices: number;
  readonly maxChoices: number;
  readonly modifiers: readonly Modifier[];
}

/** A chosen extra as it stands on an order's line. */
export interface ChosenModifier {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly priceFen: number;
}

/** What was chosen, in the order of the menu, and what is wrong with it. @param pointer of the line, e.g. `/lines/0` */
export function chooseModifiers(
  groups: readonly ModifierGroup[],
  ids: readonly string[],
  pointer: string,
): { readonly chosen: ChosenModifier[]; readonly faults: ProblemFault[] } {
  const wanted = new Set(ids);
  const chosen: ChosenModifier[] = [];
  const faults: ProblemFault[] = [];
  for (const group of groups) {
    const picked = group.modifiers.filter(({ id }) => wanted.has(id));
    for (const { id, name, priceFen, soldOut } of picked) {
      chosen.push({ id, group: group.name, name, priceFen });
      if (soldOut)
        faults.push(fault(`${pointer}/modifierIds/${ids.indexOf(id)}`, 'modifier.sold_out', soldOutText(name)));
    }
    if (picked.length < group.minChoices || picked.length > group.maxChoices)
      faults.push(fault(`${pointer}/modifierIds`, 'modifier.count', countText(group)));
  }
  const known = new Set(groups.flatMap(({ modifiers }) => modifiers.map(({ id }) => id)));
  for (const [index, id] of ids.entries()) {
    if (!known.has(id)) faults.push(fault(`${pointer}/modifierIds/${index}`, 'modifier.unavailable', goneText));
  }
  return { chosen, faults };
}

/** One choice has one key, whatever order its ids were sent in. */
export function sortedIds(ids: readonly string[] | undefined): string[] {
  return [...new Set(ids?.map((id) => id.toLowerCase()))].sort();
}

const goneText = { zh: '该加料已下架', en: 'is no option of this dish any more' };

function soldOutText(name: string) {
  return { zh: `「${name}」已售罄`, en: `${name} is sold out` };
}

function countText({ name, minChoices, maxChoices }: ModifierGroup) {
  if (minChoices === maxChoices) return { zh: `「${name}」需选 ${minChoices} 项`, en: `${name}: choose ${minChoices}` };
  return minChoices === 0
    ? { zh: `「${name}」最多选 ${maxChoices} 项`, en: `${name}: choose at most ${maxChoices}` }
    : { zh: `「${name}」需选 ${minChoices}–${maxChoices} 项`, en: `${name}: choose ${minChoices} to ${maxChoices}` };
}

function fault(pointer: string, code: string, detail: { zh: string; en: string }): ProblemFault {
  return { pointer, code, detail };
}
