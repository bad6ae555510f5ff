/** Some of an order's goods. */
export interface ParcelLine {
  readonly skuId: string;
  readonly quantity: number;
}

export interface OrderedLine extends ParcelLine {
  readonly title: string;
  readonly optionValues: readonly string[];
}

/** What is not on its way yet, in the order's own sequence; lines without anything left are gone. */
export function remainingLines(ordered: readonly ParcelLine[], shipped: readonly ParcelLine[]): ParcelLine[] {
  const sent = sums(shipped);
  const remaining: ParcelLine[] = [];
  for (const { skuId, quantity } of ordered) {
    const taken = Math.min(quantity, sent.get(skuId) ?? 0);
    sent.set(skuId, (sent.get(skuId) ?? 0) - taken);
    if (quantity > taken) remaining.push({ skuId, quantity: quantity - taken });
  }
  return remaining;
}

/** Positions of the wished lines that are not left to ship, duplicates counted together. */
export function unshippable(wished: readonly ParcelLine[], remaining: readonly ParcelLine[]): number[] {
  const left = sums(remaining);
  return wished.flatMap(({ skuId, quantity }, index) => {
    const rest = (left.get(skuId) ?? 0) - quantity;
    left.set(skuId, rest);
    return rest < 0 ? [index] : [];
  });
}

/** Goods in words for WeChat, at most 120 characters. */
export function describeGoods(parcel: readonly ParcelLine[], ordered: readonly OrderedLine[]): string {
  const words = parcel.map(({ skuId, quantity }) => {
    const line = ordered.find((candidate) => candidate.skuId === skuId);
    return `${[line?.title ?? '商品', ...(line?.optionValues ?? [])].join(' ')} ×${quantity}`;
  });
  const characters = Array.from(words.join('，').replaceAll(/[\p{Cc}\s]+/gu, ' '));
  return characters.length > 120 ? `${characters.slice(0, 119).join('')}…` : characters.join('');
}

function sums(lines: readonly ParcelLine[]): Map<string, number> {
  const total = new Map<string, number>();
  for (const { skuId, quantity } of lines) total.set(skuId, (total.get(skuId) ?? 0) + quantity);
  return total;
}
