import { Controller } from '@nestjs/common';
import { PayPartnerAdmin } from '#commerce/payments/pay-partner-admin.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { AuditAcrossTenants } from '../audit/audit.repository.js';
import { getPayPartner, savePayPartner } from './pay-partner.contract.js';

@Controller()
export class PayPartnerController {
  constructor(
    private readonly partner: PayPartnerAdmin,
    private readonly audit: AuditAcrossTenants,
  ) {}

  @Endpoint(getPayPartner)
  async get(): Promise<Out<typeof getPayPartner>> {
    return toWire(await this.partner.get());
  }

  @Endpoint(savePayPartner)
  async save(
    @Input() { body }: In<typeof savePayPartner>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof savePayPartner>> {
    const { before, after } = await this.partner.save(body);
    const subject = { subjectType: 'platform', subjectId: after.mchId } as const;
    await this.audit.note(caller, { ...subject, action: 'platform.pay_partner_saved', before, after });
    return toWire(after);
  }
}
