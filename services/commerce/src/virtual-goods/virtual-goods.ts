import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { Vault } from '#kernel/secrets/vault.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import type { Author } from '../catalogue/product-admin.js';
import { resumeWaiting } from './virtual-delivery.js';

export type VirtualKind = 'text' | 'codes';

export interface HandedOver {
  /** Position in the lines of the order. */
  readonly line: number;
  readonly codes: readonly string[];
  readonly text: string | null;
}

export interface CodePool {
  readonly skuId: string;
  readonly optionValues: readonly string[];
  readonly free: number;
  readonly given: number;
}

/** Goods without a parcel: what a shopper was handed over, and the merchant's pools of codes. */
@Injectable()
export class VirtualGoods {
  constructor(
    private readonly database: TenantDatabase,
    private readonly vault: Vault,
  ) {}

  /** Nothing before it is handed over, and nothing once all of the money is back. @throws Problem order.not_found */
  async ofOrder(tenantId: TenantId, shopperId: ShopperId, orderId: string): Promise<HandedOver[]> {
    const { codes, texts } = await this.database.transaction(tenantId, async (tx) => {
      const [order] = await tx.query<{ state: string }>(
        'select state from shop_order where tenant_id = $1 and id = $2 and shopper_id = $3',
        [tenantId, orderId, shopperId],
      );
      if (!order) throw new Problem('order.not_found');
      if (order.state !== 'paid') return { codes: [], texts: [] };
      return readHandedOver(tx, orderId);
    });
    const lines = [...new Set([...codes, ...texts].map(({ line }) => line))].sort((one, other) => one - other);
    return lines.map((line) => ({
      line,
      codes: codes.filter((code) => code.line === line).map((code) => this.open(tenantId, code)),
      text: texts.find((text) => text.line === line)?.words ?? null,
    }));
  }

  /** What a product hands over; null makes it goods with a parcel again. @throws Problem product.not_found */
  async describe(
    tenantId: TenantId,
    productId: string,
    { kind, text }: { readonly kind: VirtualKind | null; readonly text: string },
    by: Author,
  ): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const [before] = await tx.query<{ kind: VirtualKind | null }>(
        'select virtual_kind as kind from product where tenant_id = $1 and id = $2 for update',
        [tenantId, productId],
      );
      if (!before) throw new Problem('product.not_found');
      await tx.execute(
        'update product set virtual_kind = $3, virtual_text = $4, updated_at = now() where tenant_id = $1 and id = $2',
        [tenantId, productId, kind, text],
      );
      await tx.audit({
        ...by,
        action: 'product.virtual',
        subjectType: 'product',
        subjectId: productId,
        before: { kind: before.kind },
        after: { kind },
      });
    });
  }

  /** @throws Problem product.not_found */
  async pools(
    tenantId: TenantId,
    productId: string,
  ): Promise<{ kind: VirtualKind | null; text: string; pools: CodePool[] }> {
    return this.database.transaction(tenantId, async (tx) => {
      const [product] = await tx.query<{ kind: VirtualKind | null; text: string }>(
        'select virtual_kind as kind, virtual_text as text from product where tenant_id = $1 and id = $2',
        [tenantId, productId],
      );
      if (!product) throw new Problem('product.not_found');
      const pools = await tx.query<CodePool>(
        `select s.id as "skuId", s.option_values as "optionValues",
           (select count(*)::int from virtual_code c where c.tenant_id = s.tenant_id and c.sku_id = s.id and c.order_id is null) as free,
           (select count(*)::int from virtual_code c where c.tenant_id = s.tenant_id and c.sku_id = s.id and c.order_id is not null) as given
         from sku s where s.tenant_id = $1 and s.product_id = $2 order by s.id`,
        [tenantId, productId],
      );
      return { ...product, pools };
    });
  }

  /**
   * Puts codes into the pool of a SKU, and as many pieces into its stock; those that are there already, or were given, are left out.
   * @returns how many were new
   * @throws Problem product.not_found, virtual_goods.not_virtual
   */
  async addCodes(tenantId: TenantId, skuId: string, codes: readonly string[], by: Author): Promise<number> {
    const wanted = [...new Set(codes.map((code) => code.trim()))].map((code) => ({
      id: newId<string>(),
      digest: createHash('sha256')
        .update(tenantKey(tenantId, 'virtual code', code))
        .digest('hex'),
      sealed: this.vault.seal(code, contextOf(tenantId, skuId)).toString('hex'),
    }));
    return this.database.transaction(tenantId, async (tx) => {
      const [sku] = await tx.query<{ kind: VirtualKind | null }>(
        `select p.virtual_kind as kind from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
         where s.tenant_id = $1 and s.id = $2 for no key update of s`,
        [tenantId, skuId],
      );
      if (!sku) throw new Problem('product.not_found');
      if (sku.kind !== 'codes') throw new Problem('virtual_goods.not_virtual');
      const added = await tx.execute(
        `insert into virtual_code (tenant_id, id, sku_id, code_sealed, digest)
         select $1, w.id, $2, decode(w.sealed, 'hex'), decode(w.digest, 'hex')
         from jsonb_to_recordset($3::jsonb) as w (id uuid, sealed text, digest text) on conflict (tenant_id, sku_id, digest) do nothing`,
        [tenantId, skuId, JSON.stringify(wanted)],
      );
      if (added === 0) return 0;
      await tx.execute(
        `insert into stock_entry (tenant_id, id, sku_id, delta, reason) values ($1, $2, $3, $4, 'adjustment')`,
        [tenantId, newId(), skuId, added],
      );
      await tx.execute('update sku set stock = stock + $3, updated_at = now() where tenant_id = $1 and id = $2', [
        tenantId,
        skuId,
        added,
      ]);
      await resumeWaiting(tx, tenantId, skuId);
      // Never the codes themselves.
      await tx.audit({ ...by, action: 'virtual_code.add', subjectType: 'sku', subjectId: skuId, after: { added } });
      return added;
    });
  }

  private open(tenantId: TenantId, { sku_id, sealed }: SealedCode): string {
    return this.vault.open(sealed, contextOf(tenantId, sku_id));
  }
}

interface SealedCode {
  readonly line: number;
  readonly sku_id: string;
  readonly sealed: Buffer;
}

async function readHandedOver(tx: TenantTransaction, orderId: string) {
  const codes = await tx.query<SealedCode>(
    `select line::int, sku_id, code_sealed as sealed from virtual_code where tenant_id = $1 and order_id = $2 order by line, id`,
    [tx.tenantId, orderId],
  );
  const texts = await tx.query<{ line: number; words: string }>(
    'select line::int, words from virtual_text where tenant_id = $1 and order_id = $2 order by line',
    [tx.tenantId, orderId],
  );
  return { codes, texts };
}

function contextOf(tenantId: TenantId, skuId: string): string {
  return tenantKey(tenantId, 'virtual code of', skuId);
}
