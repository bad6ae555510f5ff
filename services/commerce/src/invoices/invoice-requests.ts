import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import type { Text } from '#kernel/problems/problem-table.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import { ObjectStore, type StoredObject } from '#kernel/storage/object-store.js';
import { invoicePath } from './invoice-files.js';
import { INVOICE_COLUMNS, type InvoiceBuyer, type InvoiceView } from './invoice-view.js';
import { isTaxNumber } from './tax-number.js';

export interface InvoiceWish {
  readonly buyer: InvoiceBuyer;
  /** The person's or company's name. */
  readonly title: string;
  readonly taxNumber?: string | undefined;
  readonly email?: string | undefined;
}

interface Asker {
  readonly tenantId: TenantId;
  readonly shopperId: ShopperId;
}

/** Invoices (fapiao) that shoppers ask for, one for each paid order. */
@Injectable()
export class InvoiceRequests {
  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
  ) {}

  /**
   * Asking for the same again answers what was asked for.
   * @throws Problem order.not_found, invoice.invalid with pointers, invoice.not_possible, invoice.already_asked
   */
  async ask({ tenantId, shopperId }: Asker, orderId: string, wish: InvoiceWish): Promise<InvoiceView> {
    const { buyer, title, taxNumber, email } = clean(wish);
    return this.database.transaction(tenantId, async (tx) => {
      const [order] = await tx.query<{ state: string; app_id: string; purpose: string; left_fen: number }>(
        `select o.state, o.app_id, o.purpose, invoiceable_fen(o.tenant_id, o.id) as left_fen from shop_order o
         where o.tenant_id = $1 and o.id = $2 and o.shopper_id = $3 for update`,
        [tenantId, orderId, shopperId],
      );
      if (!order) throw new Problem('order.not_found');
      const known = await findLive(tx, orderId);
      if (known) {
        const isSame =
          known.buyer === buyer && known.title === title && known.taxNumber === taxNumber && known.email === email;
        if (isSame && known.state === 'asked') return known;
        throw new Problem('invoice.already_asked');
      }
      // What is paid in beforehand gets its invoice when it is spent.
      const isInvoiceable = order.state === 'paid' && order.purpose === 'goods' && order.left_fen >= 1;
      if (!isInvoiceable) throw new Problem('invoice.not_possible');
      await tx.execute(
        `insert into invoice (tenant_id, id, app_id, order_id, shopper_id, state, buyer, title, tax_number, email)
         values ($1, $2, $3, $4, $5, 'asked', $6, $7, $8, $9)`,
        [tenantId, newId(), order.app_id, orderId, shopperId, buyer, title, taxNumber, email],
      );
      const asked = await findLive(tx, orderId);
      if (!asked) throw new Problem('invoice.not_found');
      return asked;
    });
  }

  /** The newest of an order; null when none was asked for. @throws Problem order.not_found */
  async ofOrder(asker: Asker, orderId: string): Promise<{ invoice: InvoiceView | null; invoiceableFen: number }> {
    return this.database.transaction(asker.tenantId, async (tx) => {
      const [order] = await tx.query<{ state: string; purpose: string; left_fen: number }>(
        `select state, purpose, invoiceable_fen(tenant_id, id) as left_fen from shop_order where tenant_id = $1 and id = $2 and shopper_id = $3`,
        [asker.tenantId, orderId, asker.shopperId],
      );
      if (!order) throw new Problem('order.not_found');
      const [invoice] = await tx.query<InvoiceView>(
        `select ${INVOICE_COLUMNS} from invoice i where i.tenant_id = $1 and i.order_id = $2 order by i.id desc limit 1`,
        [asker.tenantId, orderId],
      );
      return {
        invoice: invoice ?? null,
        invoiceableFen: order.state === 'paid' && order.purpose === 'goods' ? order.left_fen : 0,
      };
    });
  }

  /** Nobody needs to answer it any more. Idempotent. @throws Problem invoice.not_found, invoice.state_conflict once it is answered */
  async withdraw({ tenantId, shopperId }: Asker, orderId: string): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const [invoice] = await tx.query<{ id: string; state: string }>(
        `select id, state from invoice where tenant_id = $1 and order_id = $2 and shopper_id = $3 order by id desc limit 1 for update`,
        [tenantId, orderId, shopperId],
      );
      if (!invoice) throw new Problem('invoice.not_found');
      if (invoice.state === 'withdrawn') return;
      if (invoice.state !== 'asked') throw new Problem('invoice.state_conflict', { params: { state: invoice.state } });
      await tx.execute(`update invoice set state = 'withdrawn', updated_at = now() where tenant_id = $1 and id = $2`, [
        tenantId,
        invoice.id,
      ]);
    });
  }

  /** The PDF of an issued one. @throws Problem invoice.not_found */
  async openFile({ tenantId, shopperId }: Asker, orderId: string): Promise<StoredObject> {
    const [invoice] = await this.database.transaction(tenantId, (tx) =>
      tx.query<{ file: string }>(
        `select file from invoice where tenant_id = $1 and order_id = $2 and shopper_id = $3 and state = 'issued' and file is not null`,
        [tenantId, orderId, shopperId],
      ),
    );
    const stored = invoice ? await this.objects.stream(invoicePath(tenantId, invoice.file)) : null;
    if (!stored) throw new Problem('invoice.not_found');
    return stored;
  }
}

async function findLive(tx: TenantTransaction, orderId: string): Promise<InvoiceView | undefined> {
  const [row] = await tx.query<InvoiceView>(
    `select ${INVOICE_COLUMNS} from invoice i where i.tenant_id = $1 and i.order_id = $2 and i.state in ('asked', 'issued')`,
    [tx.tenantId, orderId],
  );
  return row;
}

interface CleanWish {
  readonly buyer: InvoiceBuyer;
  readonly title: string;
  readonly taxNumber: string | null;
  readonly email: string | null;
}

/** @throws Problem invoice.invalid: each field for itself is checked at the door, here what they are together */
function clean({ buyer, title, taxNumber, email }: InvoiceWish): CleanWish {
  const number = taxNumber?.trim().toUpperCase() ?? '';
  const faults: ProblemFault[] = [];
  const fault = (detail: Text) => faults.push({ pointer: '/taxNumber', code: 'invalid', detail });
  if (buyer === 'personal' && number !== '')
    fault({ zh: '个人抬头不填税号', en: 'is for companies only: leave it out' });
  if (buyer === 'company' && number === '') fault({ zh: '企业抬头必须填写税号', en: 'is required for a company' });
  if (buyer === 'company' && number !== '' && !isTaxNumber(number))
    fault({
      zh: '不是有效的统一社会信用代码（18位），请核对',
      en: 'is no unified social credit identifier: check its 18 characters',
    });
  if (faults.length > 0) throw new Problem('invoice.invalid', { errors: faults });
  return { buyer, title: title.trim(), taxNumber: number === '' ? null : number, email: email?.trim() || null };
}
