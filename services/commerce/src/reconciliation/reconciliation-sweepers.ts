import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { tenantJobId } from '#kernel/tenancy/tenant-keys.js';
import { CertificatesAcrossTenants } from '#kernel/wechat/pay/certificate.repository.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import { PlatformCertificates } from '#kernel/wechat/pay/platform-certificates.js';
import { PayPartnersAcrossTenants } from '../payments/pay-partners.repository.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import { lastBilledDay } from './china-day.js';
import { ReconciliationPlanAcrossTenants } from './reconciliation-plan.repository.js';

const DAYS_BACK = 6;
const RENEW_HOURS = 12;

/** Plans each day of each account once WeChat's bills are there, and starts what is due or was cut short. */
@Injectable()
export class ReconciliationSweeper implements Sweeper {
  readonly name = 'reconciliations';
  readonly everyMs = 60_000;

  constructor(
    private readonly plan: ReconciliationPlanAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    const planned = await this.plan.plan(lastBilledDay(new Date()), DAYS_BACK);
    const bills = await this.plan.duePartnerBills();
    const rows = await this.plan.dueReconciliations();
    await this.queue.enqueueAll([
      ...bills.map((billId) => ({
        name: 'partner-bill.step' as const,
        payload: { billId },
        id: `partner-bill_${billId}`,
      })),
      ...rows.map(({ tenant_id, id }) => ({
        name: 'reconciliation.step' as const,
        payload: { tenantId: tenant_id, reconciliationId: id },
        id: tenantJobId(tenant_id, 'reconciliation.step', id),
      })),
    ]);
    return planned + bills.length + rows.length;
  }
}

/** Platform certificates are asked for again before they can have been replaced unseen (shared/wechat/wechat-pay-v3.md §3.1). */
@Injectable()
export class CertificateSweeper implements Sweeper {
  readonly name = 'pay-certificates';
  readonly everyMs = 10 * 60_000;

  constructor(
    private readonly store: CertificatesAcrossTenants,
    private readonly certificates: PlatformCertificates,
    private readonly owners: ReconciliationPlanAcrossTenants,
    private readonly partners: PayPartnersAcrossTenants,
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
  ) {}

  async sweep(): Promise<number> {
    let renewed = 0;
    for (const mchId of await this.store.stale(RENEW_HOURS)) {
      // To the end of the row first: a number that nobody can ask for, or that fails, keeps no other from its turn.
      await this.store.claimDownload(mchId, 0);
      const credentials = (await this.partners.find(mchId)) ?? (await this.ownKeys(mchId));
      if (credentials?.acceptsCertificates !== true) continue;
      try {
        await this.certificates.renew(credentials);
        renewed += 1;
      } catch (error) {
        // The certificates known so far go on being good; the next round asks again.
        if (!(error instanceof PayError)) throw error;
      }
    }
    return renewed;
  }

  private async ownKeys(mchId: string) {
    const owner = await this.owners.ownerOf(mchId);
    if (!owner) return null;
    const stored = await this.database.transaction(owner.tenant_id, (tx) => this.accounts.byId(tx, owner.id));
    return stored?.account ?? null;
  }
}
