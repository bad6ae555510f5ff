import { Controller } from '@nestjs/common';
import type { Static } from 'typebox';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { CallerParam, type Caller } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import { type AuditEntry, listAudit, listMerchantAudit } from './audit.contract.js';
import { AuditAcrossTenants, type AuditRow } from './audit.repository.js';
import { TenantAuditRepository } from './tenant-audit.repository.js';

@Controller()
export class AuditController {
  constructor(
    private readonly platform: AuditAcrossTenants,
    private readonly tenants: TenantAuditRepository,
  ) {}

  @Endpoint(listAudit)
  async list(@Input() { query }: In<typeof listAudit>, @CallerParam() caller: Caller): Promise<Out<typeof listAudit>> {
    const rows = await this.platform.list(caller.agencyId ?? null, idCursor(query.cursor), query.limit + 1);
    return pageById(rows, query.limit, toResponse);
  }

  @Endpoint(listMerchantAudit)
  async listForMerchant(
    @Input() { params, query }: In<typeof listMerchantAudit>,
  ): Promise<Out<typeof listMerchantAudit>> {
    const rows = await this.tenants.list(asId<TenantId>(params.merchantId), idCursor(query.cursor), query.limit + 1);
    return pageById(rows, query.limit, toResponse);
  }
}

function toResponse({ createdAt, before, after, ...row }: AuditRow): Static<typeof AuditEntry> {
  return { ...row, at: createdAt.toISOString(), before: asObject(before), after: asObject(after) };
}

function asObject(value: unknown): Record<string, unknown> | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? (value as Record<string, unknown>) : { value };
}
