import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import { type ChosenModifier, chooseModifiers, sortedIds } from '../dining/modifier-choice.js';
import type { PriceNotice } from '../promotions/flash-price.js';
import type { PricedSku, Tier } from './price-list.js';
import { quantitiesBySku, type UnitPrice, unitPrice, type UnitReason } from './unit-price.js';

export interface WantedLine {
  readonly skuId: string;
  readonly quantity: number;
  /** Options and extras of a dish. The same SKU with other extras is another line. */
  readonly modifierIds?: readonly string[] | undefined;
}

/** A line at its price, before anything is taken off the order. */
export interface PricedLine {
  readonly sku: PricedSku;
  readonly quantity: number;
  readonly modifiers: readonly ChosenModifier[];
  /** Of one, extras included. */
  readonly listPriceFen: number;
  readonly priceFen: number;
  readonly totalFen: number;
  readonly reason: UnitReason | null;
}

/** @throws Problem stock.insufficient pointing at /lines/n, request.invalid for a line named twice or extras that do not go together */
export function priceLines(
  wanted: readonly WantedLine[],
  skus: ReadonlyMap<string, PricedSku>,
  tier: Tier | null,
): { readonly lines: PricedLine[]; readonly notices: PriceNotice[] } {
  refuseRepeats(wanted);
  const prices = pricesBySku(wanted, skus, tier);
  const faults: ProblemFault[] = [];
  const choiceFaults: ProblemFault[] = [];
  const lines: PricedLine[] = [];
  // Lines of one SKU with other extras draw on the same stock.
  const taken = new Map<string, number>();
  for (const [index, { skuId, quantity, modifierIds = [] }] of wanted.entries()) {
    const sku = skus.get(skuId);
    const price = prices.get(skuId);
    if (!sku || !price) {
      faults.push(gone(index));
      continue;
    }
    const before = taken.get(skuId) ?? 0;
    taken.set(skuId, before + quantity);
    if (sku.stock < before + quantity) faults.push(short(index, Math.max(0, sku.stock - before)));
    const ids = modifierIds.map((id) => id.toLowerCase());
    const choice = chooseModifiers(sku.modifierGroups ?? [], ids, `/lines/${index}`);
    for (const fault of choice.faults) (fault.code === 'modifier.count' ? choiceFaults : faults).push(fault);
    lines.push(lineOf(sku, quantity, choice.chosen, price));
  }
  if (faults.length > 0) throw new Problem('stock.insufficient', { errors: faults });
  if (choiceFaults.length > 0) throw new Problem('request.invalid', { errors: choiceFaults });
  return { lines, notices: [...prices.values()].flatMap(({ notice }) => (notice ? [notice] : [])) };
}

function refuseRepeats(wanted: readonly WantedLine[]): void {
  const seen = new Set<string>();
  for (const [index, { skuId, modifierIds }] of wanted.entries()) {
    const key = [skuId, ...sortedIds(modifierIds)].join(' ');
    if (seen.has(key)) {
      const detail = { zh: '同一规格只能出现一次', en: 'names an article that an earlier line has already' };
      throw new Problem('request.invalid', {
        errors: [{ pointer: `/lines/${index}/skuId`, code: 'repeated', detail }],
      });
    }
    seen.add(key);
  }
}

/** All lines of a SKU have one price. */
function pricesBySku(
  wanted: readonly WantedLine[],
  skus: ReadonlyMap<string, PricedSku>,
  tier: Tier | null,
): ReadonlyMap<string, UnitPrice> {
  const prices = new Map<string, UnitPrice>();
  for (const [skuId, quantity] of quantitiesBySku(wanted)) {
    const sku = skus.get(skuId);
    if (sku) prices.set(skuId, unitPrice(sku, quantity, tier));
  }
  return prices;
}

function lineOf(
  sku: PricedSku,
  quantity: number,
  modifiers: readonly ChosenModifier[],
  { priceFen: skuPriceFen, reason }: UnitPrice,
): PricedLine {
  const extrasFen = modifiers.reduce((sum, modifier) => sum + modifier.priceFen, 0);
  const priceFen = skuPriceFen + extrasFen;
  const listPriceFen = sku.priceFen + extrasFen;
  return { sku, quantity, modifiers, listPriceFen, priceFen, totalFen: priceFen * quantity, reason };
}

function gone(index: number): ProblemFault {
  return {
    pointer: `/lines/${index}/skuId`,
    code: 'sku.unavailable',
    detail: { zh: '商品已下架', en: 'is not on sale' },
  };
}

function short(index: number, stock: number): ProblemFault {
  const detail = { zh: `仅剩 ${stock} 件`, en: `only ${stock} left` };
  return { pointer: `/lines/${index}/quantity`, code: 'stock.insufficient', detail };
}
