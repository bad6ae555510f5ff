import { createHash } from 'node:crypto';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';

export const MAX_INVOICE_BYTES = 5 * 1024 * 1024;

export function invoicePath(tenantId: TenantId, file: string): string {
  return tenantPath(tenantId, 'invoices', file);
}

/** A PDF's name by its content: the same file sent twice is one. @throws Problem invoice.file_invalid */
export function nameOfPdf(bytes: Buffer): string {
  // A reader takes a PDF whose header stands within its first kilobyte.
  const isPdf = bytes.subarray(0, 1024).includes('%PDF-');
  if (!isPdf || bytes.length > MAX_INVOICE_BYTES) throw new Problem('invoice.file_invalid');
  return `${createHash('sha256').update(bytes).digest('hex')}.pdf`;
}
