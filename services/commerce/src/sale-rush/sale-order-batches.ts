import { LRUCache } from 'lru-cache';
import { Batches } from '#kernel/batching/batches.js';
import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import type { Buyer } from '../orders/order-placement.js';
import type { OrderView } from '../orders/order-view.js';
import { Prints } from './prints.js';
import type { WhatIsLeft } from './rush-price.js';
import type { SaleSnapshot } from './sale-snapshots.js';

/** An order that waits for its flight: of one line, priced by its snapshot. */
export interface RushOrder {
  readonly buyer: Buyer;
  readonly idempotencyKey: string;
  readonly skuId: string;
  readonly quantity: number;
  readonly snapshot: SaleSnapshot;
  /** Made when the flight leaves, and not for those who come too late. */
  readonly write: () => WrittenOrder;
}

export interface WrittenOrder {
  readonly order: OrderView;
  readonly requestHash: Buffer;
}

export type RushOutcome =
  | { readonly kind: 'placed'; readonly order: OrderView; readonly isLast: boolean }
  /** Sold out, or above the shopper's share. `isPlain`: the shopper is priced as everybody is. */
  | { readonly kind: 'lost'; readonly left: WhatIsLeft; readonly isPlain: boolean }
  /** To be ordered one by one. `isStale`: the snapshot is out of date. */
  | { readonly kind: 'again'; readonly isStale: boolean };

interface FlightRow {
  readonly outcomes: ('placed' | 'repeated' | 'lost' | 'again')[];
  readonly bought: number[] | null;
  readonly plain: boolean[] | null;
  readonly remaining: number | null;
  readonly stock: number | null;
  readonly changed: boolean;
}

// Enough to make the commit cheap, few enough to be over in some tens of milliseconds.
const MOST_PER_FLIGHT = 250;
const DEADLOCK = '40P01';
const SALE_CHANGED = 'XP001';
const MOST_SALES = 1_000;

/** Orders of one SKU in its sale that arrive together, settled by one statement. */
export class SaleOrderBatches {
  private readonly batches: Batches<RushOrder, RushOutcome>;
  /** Where the last flight left nothing: the next ones look before they write. It may be wrong, the database says what holds. */
  private readonly soldOut = new LRUCache<string, true>({ max: MOST_SALES });

  constructor(private readonly pool: TenantPool) {
    this.batches = new Batches({
      most: MOST_PER_FLIGHT,
      settle: (key, entries) => this.settle(key, entries).catch((error: unknown) => allAgain(error, entries)),
    });
  }

  /** Settles when the order is durable, or when the database has said that it cannot be had. */
  place(entry: RushOrder): Promise<RushOutcome> {
    const { buyer, skuId, snapshot } = entry;
    // Priced alike: those of an older snapshot do not travel with those of a newer one.
    return this.batches.add(tenantKey(buyer.tenantId, 'sale-orders', buyer.appId, skuId, snapshot.terms), entry);
  }

  private async settle(key: string, entries: readonly RushOrder[]): Promise<RushOutcome[]> {
    if (this.soldOut.has(key)) {
      const row = await this.call(LATE_FOR_SALE, lateArguments(entries), entries);
      if (row.changed || isNothingLeft(row)) return entries.map((_, place) => outcomeOf(row, place));
      this.soldOut.delete(key);
    }
    const written = entries.map((entry) => entry.write());
    const row = await this.call(PLACE_SALE_ORDERS, placeArguments(entries, written), entries);
    if (isNothingLeft(row)) this.soldOut.set(key, true);
    return entries.map((_, place) => outcomeOf(row, place, written[place]));
  }

  private async call(
    statement: Statement,
    values: readonly unknown[],
    [first]: readonly RushOrder[],
  ): Promise<FlightRow> {
    if (!first) throw new Error('nobody is on the flight');
    const [row] = await this.pool.call<FlightRow>(first.buyer.tenantId, statement, values);
    if (!row) throw new Error(`${statement.name} has answered nothing`);
    return row;
  }
}

/** What is over, or met another's locks, was undone as a whole. */
function allAgain(error: unknown, entries: readonly RushOrder[]): RushOutcome[] {
  const { code } = error as { code?: string };
  if (code !== SALE_CHANGED && code !== DEADLOCK) throw error;
  return entries.map(() => ({ kind: 'again', isStale: code === SALE_CHANGED }));
}

function isNothingLeft({ remaining, stock }: FlightRow): boolean {
  return (remaining ?? 0) < 1 || (stock ?? 0) < 1;
}

function outcomeOf(row: FlightRow, place: number, written?: WrittenOrder): RushOutcome {
  const { outcomes, bought, plain, remaining, stock, changed } = row;
  const outcome = outcomes[place];
  if (outcome === 'placed' && written) return { kind: 'placed', order: written.order, isLast: stock === 0 };
  if (outcome !== 'lost') return { kind: 'again', isStale: changed };
  const left = { remaining: remaining ?? 0, stock: stock ?? 0, bought: bought?.[place] ?? 0 };
  return { kind: 'lost', left, isPlain: plain?.[place] === true };
}

function lateArguments(entries: readonly RushOrder[]): unknown[] {
  const [first] = entries;
  return [
    first?.buyer.appId,
    first?.snapshot.sale.id,
    first?.skuId,
    first?.snapshot.terms,
    entries.map(({ buyer }) => buyer.shopperId),
    entries.map(({ idempotencyKey }) => idempotencyKey),
  ];
}

function placeArguments(entries: readonly RushOrder[], written: readonly WrittenOrder[]): unknown[] {
  const [first] = entries;
  const prints = new Prints();
  return [
    first?.buyer.appId,
    first?.snapshot.sale.id,
    first?.skuId,
    first?.snapshot.sale.priceFen,
    first?.snapshot.listPriceFen,
    first?.snapshot.terms,
    written.map(({ order }) => order.id),
    entries.map(({ buyer }) => buyer.shopperId),
    entries.map(({ idempotencyKey }) => idempotencyKey),
    entries.map(({ quantity }) => quantity),
    written.map(({ order }) => prints.kindOf(order)),
    prints.json,
    written.map(({ order }) => order.number),
    written.map(({ requestHash }) => requestHash),
    JSON.stringify(written.map(({ order }) => order.address)),
    written.map(({ order }) => order.createdAt),
    written.map(({ order }) => order.expiresAt),
  ];
}

const PLACE_SALE_ORDERS: Statement = {
  name: 'place_sale_orders',
  text: `select * from place_sale_orders(_tenant => $1, _app_id => $2, _sale => $3, _sku => $4, _price => $5, _list_price => $6, _terms => $7,
    _orders => $8, _shoppers => $9, _keys => $10, _quantities => $11, _kinds => $12, _prints => $13, _numbers => $14, _hashes => $15,
    _addresses => $16, _created_at => $17, _expires_at => $18)`,
};

const LATE_FOR_SALE: Statement = {
  name: 'late_for_sale',
  text: 'select * from late_for_sale(_tenant => $1, _app_id => $2, _sale => $3, _sku => $4, _terms => $5, _shoppers => $6, _keys => $7)',
};
