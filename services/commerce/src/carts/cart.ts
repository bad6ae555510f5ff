import { Injectable } from '@nestjs/common';
import { type Statement, type TenantConnection, TenantPool } from '#kernel/data/tenant-pool.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

export interface CartLine {
  readonly skuId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: string[];
  readonly imageUrl: string | null;
  /** As of now, not of when it was put in. */
  readonly priceFen: number;
  readonly quantity: number;
  readonly stock: number;
  /** On sale, and enough of it left. */
  readonly available: boolean;
}

export interface CartView {
  readonly lines: CartLine[];
  readonly itemCount: number;
  /** Of the available lines. */
  readonly subtotalFen: number;
}

const MAX_LINES = 100;

/** A shopper's cart. It keeps ids and quantities; what they cost is read anew each time. */
@Injectable()
export class Carts {
  constructor(private readonly pool: TenantPool) {}

  async view(tenantId: TenantId, shopperId: ShopperId): Promise<CartView> {
    return summarise(await this.pool.query<CartLine>(tenantId, READ, [tenantId, shopperId]));
  }

  /** Adds to what is there, up to 999. @throws Problem sku.not_found, cart.full */
  async add(tenantId: TenantId, shopperId: ShopperId, skuId: string, quantity: number): Promise<CartView> {
    return this.change(tenantId, shopperId, async (connection) => {
      const rows = await connection.query<{ lines: number }>(ADD, [tenantId, shopperId, skuId, quantity]);
      if (rows.length === 0) throw new Problem('sku.not_found');
    });
  }

  /** Sets a quantity; 0 takes the line out. @throws Problem sku.not_found, cart.full */
  async set(tenantId: TenantId, shopperId: ShopperId, skuId: string, quantity: number): Promise<CartView> {
    return this.change(tenantId, shopperId, async (connection) => {
      if (quantity === 0) {
        await connection.query(REMOVE, [tenantId, shopperId, skuId]);
        return;
      }
      const rows = await connection.query(SET, [tenantId, shopperId, skuId, quantity]);
      if (rows.length === 0) throw new Problem('sku.not_found');
    });
  }

  private async change(
    tenantId: TenantId,
    shopperId: ShopperId,
    work: (connection: TenantConnection) => Promise<void>,
  ): Promise<CartView> {
    return this.pool.transaction(tenantId, async (connection) => {
      await work(connection);
      const lines = await connection.query<CartLine>(READ, [tenantId, shopperId]);
      if (lines.length > MAX_LINES) throw new Problem('cart.full', { params: { limit: MAX_LINES } });
      return summarise(lines);
    });
  }
}

function summarise(lines: CartLine[]): CartView {
  const available = lines.filter((line) => line.available);
  return {
    lines,
    itemCount: lines.reduce((sum, line) => sum + line.quantity, 0),
    subtotalFen: available.reduce((sum, line) => sum + line.priceFen * line.quantity, 0),
  };
}

const READ: Statement = {
  name: 'read_cart',
  text: `
    select l.sku_id as "skuId", p.id as "productId", p.title, s.option_values as "optionValues",
      coalesce(s.image_url, p.image_url) as "imageUrl", s.price_fen as "priceFen", l.quantity, s.stock,
      (s.active and p.state = 'active' and s.stock >= l.quantity) as available
    from cart_line l
    join sku s on s.tenant_id = l.tenant_id and s.id = l.sku_id
    join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
    where l.tenant_id = $1 and l.shopper_id = $2
    order by l.added_at desc, l.sku_id limit 101`,
};

const onSale = `
  select $1::uuid, $2::uuid, s.id, $4::int
  from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
  where s.tenant_id = $1 and s.id = $3 and s.active and p.state = 'active'`;

const ADD: Statement = {
  name: 'add_to_cart',
  text: `
    insert into cart_line (tenant_id, shopper_id, sku_id, quantity) ${onSale}
    on conflict (tenant_id, shopper_id, sku_id) do update set quantity = least(cart_line.quantity + excluded.quantity, 999)
    returning sku_id`,
};

const SET: Statement = {
  name: 'set_cart_line',
  text: `
    insert into cart_line (tenant_id, shopper_id, sku_id, quantity) ${onSale}
    on conflict (tenant_id, shopper_id, sku_id) do update set quantity = excluded.quantity
    returning sku_id`,
};

const REMOVE: Statement = {
  name: 'remove_from_cart',
  text: 'delete from cart_line where tenant_id = $1 and shopper_id = $2 and sku_id = $3',
};
