import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { moment } from '../magazine/article-card.js';
import type { Address } from '../orders/order-view.js';
import type { Adjustment } from '../pricing/adjustment.js';

/** An order on paper: what was bought, why it cost what it cost, and what it was paid with. Money is fen. */
export interface Receipt {
  readonly number: string;
  readonly state: string;
  readonly delivery: string;
  readonly createdAt: string;
  readonly paidAt: string | null;
  readonly lines: readonly {
    readonly title: string;
    readonly optionValues: readonly string[];
    readonly extras: readonly string[];
    readonly quantity: number;
    readonly listPriceFen: number;
    readonly priceFen: number;
    readonly totalFen: number;
  }[];
  readonly subtotalFen: number;
  readonly packingFen: number;
  readonly shippingFen: number;
  readonly discountFen: number;
  readonly adjustments: readonly Adjustment[];
  readonly totalFen: number;
  /** What paid for it; they sum to the total once it is paid. */
  readonly tenders: readonly {
    readonly kind: 'wechat' | 'balance' | 'bonus';
    readonly amountFen: number;
    readonly reference: string | null;
  }[];
  readonly pointsSpent: number;
  readonly refundedFen: number;
}

/** What the merchant prints for the parcel. */
export interface PackingSlip extends Receipt {
  readonly address: Address | null;
  readonly note: string | null;
}

interface ReceiptRow {
  readonly number: string;
  readonly state: string;
  readonly delivery: string;
  readonly created_at: string;
  readonly paid_at: string | null;
  readonly lines: readonly {
    readonly title: string;
    readonly optionValues: readonly string[];
    readonly modifiers?: readonly { readonly name: string }[];
    readonly quantity: number;
    readonly listPriceFen?: number;
    readonly priceFen: number;
    readonly totalFen: number;
  }[];
  readonly subtotal_fen: number;
  readonly packing_fen: number;
  readonly shipping_fen: number;
  readonly discount_fen: number;
  readonly adjustments: readonly Adjustment[];
  readonly total_fen: number;
  readonly balance_fen: number;
  readonly bonus_fen: number;
  readonly points_spent: number;
  readonly refunded_fen: number;
  readonly address: Address | null;
  readonly note: string | null;
  readonly paid_by_wechat: { readonly amountFen: number; readonly transactionId: string | null } | null;
}

@Injectable()
export class OrderReceipts {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws Problem order.not_found */
  async ofShopper(tenantId: TenantId, shopperId: ShopperId, orderId: string): Promise<Receipt> {
    const { address: _address, note: _note, ...receipt } = await this.read(tenantId, orderId, shopperId);
    return receipt;
  }

  /** @throws Problem order.not_found */
  async ofMerchant(tenantId: TenantId, orderId: string): Promise<PackingSlip> {
    return this.read(tenantId, orderId, null);
  }

  private async read(tenantId: TenantId, orderId: string, shopperId: ShopperId | null): Promise<PackingSlip> {
    const [row] = await this.database.transaction(tenantId, (tx) =>
      tx.query<ReceiptRow>(
        `select o.number, o.state, o.delivery, ${moment('o.created_at')} as created_at, ${moment('o.paid_at')} as paid_at, o.lines,
           o.subtotal_fen, o.packing_fen, o.shipping_fen, o.discount_fen, o.adjustments, o.total_fen, o.balance_fen, o.bonus_fen,
           o.points_spent, o.refunded_fen, o.address, o.note,
           (select jsonb_build_object('amountFen', p.amount_fen, 'transactionId', p.transaction_id) from payment p
             where p.tenant_id = o.tenant_id and p.order_id = o.id and p.state = 'succeeded' limit 1) as paid_by_wechat
         from shop_order o where o.tenant_id = $1 and o.id = $2 and ($3::uuid is null or o.shopper_id = $3)`,
        [tenantId, orderId, shopperId],
      ),
    );
    if (!row) throw new Problem('order.not_found');
    return slipOf(row);
  }
}

function slipOf(row: ReceiptRow): PackingSlip {
  return {
    number: row.number,
    state: row.state,
    delivery: row.delivery,
    createdAt: row.created_at,
    paidAt: row.paid_at,
    lines: row.lines.map(({ title, optionValues, modifiers = [], quantity, priceFen, totalFen, listPriceFen }) => ({
      title,
      optionValues,
      extras: modifiers.map(({ name }) => name),
      quantity,
      listPriceFen: listPriceFen ?? priceFen,
      priceFen,
      totalFen,
    })),
    subtotalFen: row.subtotal_fen,
    packingFen: row.packing_fen,
    shippingFen: row.shipping_fen,
    discountFen: row.discount_fen,
    adjustments: row.adjustments,
    totalFen: row.total_fen,
    tenders: tendersOf(row),
    pointsSpent: row.points_spent,
    refundedFen: row.refunded_fen,
    address: row.address,
    note: row.note,
  };
}

function tendersOf({ paid_at, balance_fen, bonus_fen, paid_by_wechat: paid }: ReceiptRow): Receipt['tenders'] {
  if (paid_at === null) return [];
  const tenders: Receipt['tenders'] = [
    { kind: 'wechat', amountFen: paid?.amountFen ?? 0, reference: paid?.transactionId ?? null },
    { kind: 'balance', amountFen: balance_fen, reference: null },
    { kind: 'bonus', amountFen: bonus_fen, reference: null },
  ];
  return tenders.filter(({ amountFen }) => amountFen > 0);
}
