import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { type AgencyId, asId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Caller } from '../access/caller.js';
import type { Status } from '../access/tenants.repository.js';
import { isCreditCode } from './credit-code.js';
import {
  type Merchant,
  type MerchantData,
  type MerchantFilter,
  MerchantsAcrossTenants,
} from './merchants.repository.js';

@Injectable()
export class MerchantsService {
  constructor(
    private readonly merchants: MerchantsAcrossTenants,
    private readonly broadcast: Broadcast,
  ) {}

  /** @throws Problem request.invalid, agency.not_found, merchant.ref_taken */
  async create(caller: Caller, data: MerchantData, agencyId: string | undefined): Promise<Merchant> {
    refuseWrongCreditCode(data.creditCode);
    return this.merchants.create(agencyForNew(caller, agencyId), data, caller);
  }

  async get(tenantId: TenantId): Promise<Merchant> {
    return this.merchants.get(tenantId);
  }

  /** @throws Problem agency.not_found when another agency's merchants are asked for */
  async list(
    caller: Caller,
    wish: Pick<MerchantFilter, 'q' | 'status'> & { agencyId: string | undefined },
    before: string | null,
    limit: number,
  ): Promise<Merchant[]> {
    const { q, status } = wish;
    const wanted = wish.agencyId === undefined ? null : asId<AgencyId>(wish.agencyId);
    const agencyId = caller.kind === 'operator' ? wanted : (caller.agencyId ?? null);
    if (wanted !== null && wanted !== agencyId) throw new Problem('agency.not_found');
    return this.merchants.list({ agencyId, tenantId: caller.tenantId ?? null, status, q }, before, limit);
  }

  /** @throws Problem request.invalid, merchant.ref_taken */
  async change(caller: Caller, tenantId: TenantId, change: Partial<MerchantData>): Promise<Merchant> {
    refuseWrongCreditCode(change.creditCode);
    return this.merchants.change(tenantId, change, caller);
  }

  /** The runtime hears of it once it is committed, and looks the merchant up again. */
  async setStatus(caller: Caller, tenantId: TenantId, status: Status): Promise<Merchant> {
    const merchant = await this.merchants.setStatus(tenantId, status, caller);
    await this.broadcast.publish('merchant', tenantId);
    return merchant;
  }
}

/**
 * The agency that a new merchant, or an imported list, belongs to.
 * @throws Problem request.invalid when an operator names none, agency.not_found when it is not the caller's
 */
export function agencyForNew(caller: Caller, wanted: string | undefined, pointer = '/agencyId'): AgencyId {
  const agencyId = caller.kind === 'operator' ? wanted : caller.agencyId;
  if (agencyId === undefined) {
    const detail = { zh: '请指定服务商', en: 'name the agency' };
    throw new Problem('request.invalid', { errors: [{ pointer, code: 'required', detail }] });
  }
  if (wanted !== undefined && wanted !== agencyId) throw new Problem('agency.not_found');
  return asId<AgencyId>(agencyId);
}

function refuseWrongCreditCode(creditCode: string | null | undefined): void {
  if (creditCode === null || creditCode === undefined || isCreditCode(creditCode)) return;
  const detail = { zh: '统一社会信用代码校验位不正确', en: 'the check digit of the credit code is wrong' };
  throw new Problem('request.invalid', { errors: [{ pointer: '/creditCode', code: 'check_digit', detail }] });
}
