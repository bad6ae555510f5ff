import { moment } from '../magazine/article-card.js';
import type { InvoiceState } from './invoice-machine.js';

export type InvoiceBuyer = 'personal' | 'company';

/** An invoice as its shopper sees it. Money is fen. */
export interface InvoiceView {
  readonly id: string;
  readonly orderId: string;
  readonly state: InvoiceState;
  readonly buyer: InvoiceBuyer;
  readonly title: string;
  readonly taxNumber: string | null;
  readonly email: string | null;
  /** What it was issued for; what it would be issued for now, while it is asked for. */
  readonly amountFen: number;
  readonly number: string | null;
  readonly link: string | null;
  readonly hasFile: boolean;
  readonly declinedReason: string | null;
  /** Money that went back after it was issued: so much of it a red-letter invoice has to take back, and so much one has. */
  readonly redDueFen: number;
  readonly redDoneFen: number;
  readonly redNumber: string | null;
  readonly createdAt: string;
  readonly decidedAt: string | null;
}

/** The members of `InvoiceView` from an invoice row called `i`. */
export const INVOICE_COLUMNS = `i.id, i.order_id as "orderId", i.state, i.buyer, i.title, i.tax_number as "taxNumber", i.email,
  coalesce(i.amount_fen, invoiceable_fen(i.tenant_id, i.order_id)) as "amountFen", i.number, i.link, i.file is not null as "hasFile",
  i.declined_reason as "declinedReason", i.red_due_fen as "redDueFen", i.red_done_fen as "redDoneFen", i.red_number as "redNumber",
  ${moment('i.created_at')} as "createdAt", ${moment('i.decided_at')} as "decidedAt"`;
