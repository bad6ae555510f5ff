import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ObjectStore, type StoredObject } from '#kernel/storage/object-store.js';
import type { Author } from '../catalogue/product-admin.js';
import { writeOrderMessage } from '../messages/order-messages.js';
import { invoicePath, nameOfPdf } from './invoice-files.js';
import { invoiceMachine, type InvoiceState } from './invoice-machine.js';
import { INVOICE_COLUMNS, type InvoiceView } from './invoice-view.js';

export interface InvoiceForMerchant extends InvoiceView {
  readonly appId: string;
  readonly shopperId: string;
  readonly orderNumber: string;
}

export interface InvoicesWanted {
  readonly after: string | null;
  readonly limit: number;
  readonly state: InvoiceState | null;
  /** Only those whose red-letter invoice is due. */
  readonly redDue: boolean;
}

export interface IssuedInvoice {
  /** What the merchant has made it out for; refused when it is not what the order comes to by now. */
  readonly amountFen: number;
  readonly number: string;
  readonly link?: string | undefined;
}

/** What the merchant does about invoices: made out with the tax office's own service, told of here. */
@Injectable()
export class InvoiceAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
  ) {}

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(tenantId: TenantId, { after, limit, state, redDue }: InvoicesWanted): Promise<InvoiceForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<InvoiceForMerchant>(
        `${SELECT} where i.tenant_id = $1 and ($2::uuid is null or i.id < $2) and ($3::text is null or i.state = $3)
           and (not $4 or i.red_due_fen > i.red_done_fen)
         order by i.id desc limit $5`,
        [tenantId, after, state, redDue, limit + 1],
      ),
    );
  }

  /** @throws Problem invoice.not_found */
  async get(tenantId: TenantId, invoiceId: string): Promise<InvoiceForMerchant> {
    return this.database.transaction(tenantId, (tx) => get(tx, invoiceId));
  }

  /**
   * Issued again, it gets the other number or link: slips of the pen are mended.
   * @throws Problem invoice.not_found, invoice.state_conflict, invoice.amount_changed
   */
  async issue(tenantId: TenantId, invoiceId: string, issued: IssuedInvoice, by: Author): Promise<InvoiceForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await lock(tx, invoiceId);
      const isCorrection = before.state === 'issued';
      if (!isCorrection) requireMove(before, 'issued');
      if (before.amountFen !== issued.amountFen)
        throw new Problem('invoice.amount_changed', { params: { amountFen: before.amountFen } });
      await tx.execute(
        `update invoice set state = 'issued', amount_fen = $3, number = $4, link = $5, decided_by = $6,
           decided_at = coalesce(decided_at, now()), updated_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, invoiceId, issued.amountFen, issued.number, issued.link ?? null, JSON.stringify(by.actor)],
      );
      if (!isCorrection) {
        await writeOrderMessage(tx, {
          purpose: 'invoiceIssued',
          orderId: before.orderId,
          subjectId: invoiceId,
          facts: { at: new Date().toISOString(), amountFen: issued.amountFen },
        });
      }
      return audited(tx, before, 'invoice.issue', by, issued);
    });
  }

  /** @throws Problem invoice.not_found, invoice.state_conflict */
  async decline(tenantId: TenantId, invoiceId: string, reason: string, by: Author): Promise<InvoiceForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await lock(tx, invoiceId);
      requireMove(before, 'declined');
      await tx.execute(
        `update invoice set state = 'declined', declined_reason = $3, decided_by = $4, decided_at = now(), updated_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, invoiceId, reason, JSON.stringify(by.actor)],
      );
      return audited(tx, before, 'invoice.decline', by, { reason });
    });
  }

  /** The red-letter invoice over all that went back is made out. @throws Problem invoice.not_found, invoice.state_conflict when none is due */
  async takeBack(tenantId: TenantId, invoiceId: string, number: string, by: Author): Promise<InvoiceForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await lock(tx, invoiceId);
      if (before.state !== 'issued' || before.redDueFen === before.redDoneFen)
        throw new Problem('invoice.state_conflict', { params: { state: before.state } });
      await tx.execute(
        `update invoice set red_done_fen = red_due_fen, red_number = $3, updated_at = now() where tenant_id = $1 and id = $2`,
        [tenantId, invoiceId, number],
      );
      return audited(tx, before, 'invoice.take_back', by, { number, amountFen: before.redDueFen });
    });
  }

  /** The PDF of an issued invoice; another one replaces it. @throws Problem invoice.not_found, invoice.state_conflict, invoice.file_invalid */
  async attach(tenantId: TenantId, invoiceId: string, bytes: Buffer, by: Author): Promise<InvoiceForMerchant> {
    const file = nameOfPdf(bytes);
    await this.requireIssued(tenantId, invoiceId);
    // Before the row names it: nobody is sent to a file that is not there.
    await this.objects.put(invoicePath(tenantId, file), bytes, { contentType: 'application/pdf' });
    return this.database.transaction(tenantId, async (tx) => {
      const before = await lock(tx, invoiceId);
      await tx.execute('update invoice set file = $3, updated_at = now() where tenant_id = $1 and id = $2', [
        tenantId,
        invoiceId,
        file,
      ]);
      return audited(tx, before, 'invoice.attach', by, { file });
    });
  }

  /** @throws Problem invoice.not_found */
  async openFile(tenantId: TenantId, invoiceId: string): Promise<StoredObject> {
    const [row] = await this.database.transaction(tenantId, (tx) =>
      tx.query<{ file: string | null }>('select file from invoice where tenant_id = $1 and id = $2', [
        tenantId,
        invoiceId,
      ]),
    );
    const stored = row?.file ? await this.objects.stream(invoicePath(tenantId, row.file)) : null;
    if (!stored) throw new Problem('invoice.not_found');
    return stored;
  }

  private async requireIssued(tenantId: TenantId, invoiceId: string): Promise<void> {
    const { state } = await this.get(tenantId, invoiceId);
    if (state !== 'issued') throw new Problem('invoice.state_conflict', { params: { state } });
  }
}

function requireMove({ state }: InvoiceForMerchant, to: InvoiceState): void {
  if (!invoiceMachine.canMove(state, to)) throw new Problem('invoice.state_conflict', { params: { state } });
}

/** The order's row comes first: no refund is booked between what is read here and what is written. */
async function lock(tx: TenantTransaction, invoiceId: string): Promise<InvoiceForMerchant> {
  await tx.query(
    `select 1 from shop_order where tenant_id = $1 and id = (select order_id from invoice where tenant_id = $1 and id = $2) for update`,
    [tx.tenantId, invoiceId],
  );
  await tx.query('select 1 from invoice where tenant_id = $1 and id = $2 for update', [tx.tenantId, invoiceId]);
  return get(tx, invoiceId);
}

async function get(tx: TenantTransaction, invoiceId: string): Promise<InvoiceForMerchant> {
  const [row] = await tx.query<InvoiceForMerchant>(`${SELECT} where i.tenant_id = $1 and i.id = $2`, [
    tx.tenantId,
    invoiceId,
  ]);
  if (!row) throw new Problem('invoice.not_found');
  return row;
}

async function audited(
  tx: TenantTransaction,
  before: InvoiceForMerchant,
  action: string,
  by: Author,
  after: object,
): Promise<InvoiceForMerchant> {
  await tx.audit({
    ...by,
    action,
    subjectType: 'invoice',
    subjectId: before.id,
    before: { state: before.state, number: before.number },
    after,
  });
  return get(tx, before.id);
}

const SELECT = `
  select ${INVOICE_COLUMNS}, i.app_id as "appId", i.shopper_id as "shopperId", o.number as "orderNumber"
  from invoice i join shop_order o on o.tenant_id = i.tenant_id and o.id = i.order_id`;
