import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { DeliveryMethod, DeliverySettings } from './delivery-settings.js';

export interface WantedLine {
  readonly skuId: string;
  readonly quantity: number;
}

/** A SKU as the catalogue has it now. */
export interface PricedSku {
  readonly skuId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly imageUrl: string | null;
  readonly priceFen: number;
  readonly stock: number;
}

export interface QuoteLine {
  readonly skuId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly imageUrl: string | null;
  readonly priceFen: number;
  readonly quantity: number;
  readonly totalFen: number;
}

export interface Quote {
  readonly lines: readonly QuoteLine[];
  readonly subtotalFen: number;
  readonly shippingFen: number;
  readonly totalFen: number;
}

const MAX_TOTAL_FEN = 1_000_000_000;

/**
 * What an order costs: the one place where prices are computed, in integer fen, from the catalogue and never from the client.
 * @throws Problem stock.insufficient pointing at /lines/n, request.invalid for a SKU named twice, order.delivery_unavailable, order.total_out_of_range
 */
export function quote(
  wanted: readonly WantedLine[],
  skus: ReadonlyMap<string, PricedSku>,
  settings: DeliverySettings,
  delivery: DeliveryMethod,
): Quote {
  if (!settings[delivery].enabled) throw new Problem('order.delivery_unavailable');
  refuseRepeats(wanted);
  const lines = priceLines(wanted, skus);
  const subtotalFen = lines.reduce((sum, line) => sum + line.totalFen, 0);
  const shippingFen = delivery === 'express' ? expressFen(subtotalFen, settings) : 0;
  const totalFen = subtotalFen + shippingFen;
  if (totalFen < 1 || totalFen > MAX_TOTAL_FEN) throw new Problem('order.total_out_of_range');
  return { lines, subtotalFen, shippingFen, totalFen };
}

/** `freeFromFen` 0 means that the fee is never waived. */
export function expressFen(subtotalFen: number, { express }: DeliverySettings): number {
  return express.freeFromFen > 0 && subtotalFen >= express.freeFromFen ? 0 : express.feeFen;
}

function refuseRepeats(wanted: readonly WantedLine[]): void {
  const seen = new Set<string>();
  for (const [index, { skuId }] of wanted.entries()) {
    if (seen.has(skuId)) {
      const detail = { zh: '同一规格只能出现一次', en: 'names an article that an earlier line has already' };
      throw new Problem('request.invalid', {
        errors: [{ pointer: `/lines/${index}/skuId`, code: 'repeated', detail }],
      });
    }
    seen.add(skuId);
  }
}

function priceLines(wanted: readonly WantedLine[], skus: ReadonlyMap<string, PricedSku>): QuoteLine[] {
  const faults: ProblemFault[] = [];
  const lines: QuoteLine[] = [];
  for (const [index, { skuId, quantity }] of wanted.entries()) {
    const sku = skus.get(skuId);
    if (!sku) faults.push(gone(index));
    else if (sku.stock < quantity) faults.push(short(index, sku.stock));
    else lines.push(line(sku, quantity));
  }
  if (faults.length > 0) throw new Problem('stock.insufficient', { errors: faults });
  return lines;
}

function line(sku: PricedSku, quantity: number): QuoteLine {
  const { skuId, productId, title, optionValues, imageUrl, priceFen } = sku;
  return { skuId, productId, title, optionValues, imageUrl, priceFen, quantity, totalFen: priceFen * quantity };
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
