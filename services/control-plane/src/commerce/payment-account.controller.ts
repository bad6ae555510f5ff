import { Controller } from '@nestjs/common';
import { PaymentAccountAdmin } from '#commerce/payments/payment-account-admin.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { closePaymentAccount, getPaymentAccount, savePaymentAccount } from './payment-account.contract.js';

@Controller()
export class PaymentAccountController {
  constructor(private readonly accounts: PaymentAccountAdmin) {}

  @Endpoint(getPaymentAccount)
  async get(@Input() { params }: In<typeof getPaymentAccount>): Promise<Out<typeof getPaymentAccount>> {
    return toWire(await this.accounts.get(asId<TenantId>(params.merchantId), params.appId));
  }

  @Endpoint(savePaymentAccount)
  async save(
    @Input() { params, body }: In<typeof savePaymentAccount>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof savePaymentAccount>> {
    const { merchantId, appId } = params;
    return toWire(await this.accounts.save(asId<TenantId>(merchantId), appId, body, { actor, requestId }));
  }

  @Endpoint(closePaymentAccount)
  async close(
    @Input() { params }: In<typeof closePaymentAccount>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof closePaymentAccount>> {
    const { merchantId, appId } = params;
    await this.accounts.close(asId<TenantId>(merchantId), appId, { actor, requestId });
    return null;
  }
}
