import { Controller } from '@nestjs/common';
import { chinaDay } from '#commerce/reconciliation/china-day.js';
import { ReconciliationOverviewAcrossTenants } from '#commerce/reconciliation/reconciliation-overview.repository.js';
import { Reconciliations } from '#commerce/reconciliation/reconciliation-reader.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import {
  getReconciliation,
  getReconciliationOverview,
  listBilledStrangers,
  listReconciliations,
  runReconciliation,
  settleDifference,
} from './reconciliation.contract.js';

const OVERVIEW_DAYS = 14;

@Controller()
export class ReconciliationController {
  constructor(
    private readonly reconciliations: Reconciliations,
    private readonly overviews: ReconciliationOverviewAcrossTenants,
  ) {}

  @Endpoint(listReconciliations)
  async list(@Input() { params, query }: In<typeof listReconciliations>): Promise<Out<typeof listReconciliations>> {
    const tenantId = asId<TenantId>(params.merchantId);
    const items = await this.reconciliations.list(tenantId, { before: query.before ?? null, days: query.days });
    return toWire({ items, waiting: await this.reconciliations.waiting(tenantId) });
  }

  @Endpoint(getReconciliation)
  async get(@Input() { params }: In<typeof getReconciliation>): Promise<Out<typeof getReconciliation>> {
    return toWire(await this.reconciliations.get(asId<TenantId>(params.merchantId), params.day));
  }

  @Endpoint(runReconciliation)
  async run(
    @Input() { params }: In<typeof runReconciliation>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof runReconciliation>> {
    const tenantId = asId<TenantId>(params.merchantId);
    await this.reconciliations.run(tenantId, params.day, { actor, requestId });
    return toWire(await this.reconciliations.get(tenantId, params.day));
  }

  @Endpoint(settleDifference)
  async settle(
    @Input() { params, body }: In<typeof settleDifference>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof settleDifference>> {
    const { merchantId, differenceId } = params;
    const author = { actor, requestId };
    return toWire(await this.reconciliations.settle(asId<TenantId>(merchantId), differenceId, body.note, author));
  }

  @Endpoint(getReconciliationOverview)
  async overview(
    @Input() { query }: In<typeof getReconciliationOverview>,
    @CallerParam() { agencyId }: Caller,
  ): Promise<Out<typeof getReconciliationOverview>> {
    const since = query.since ?? twoWeeksAgo();
    const agency = agencyId ?? null;
    const days = await this.overviews.days(agency, since);
    return toWire({ days, unbalanced: await this.overviews.unbalanced(agency, since) });
  }

  @Endpoint(listBilledStrangers)
  async strangers(@Input() { query }: In<typeof listBilledStrangers>): Promise<Out<typeof listBilledStrangers>> {
    return toWire({ items: await this.overviews.strangers(query.since ?? twoWeeksAgo()) });
  }
}

function twoWeeksAgo(): string {
  return chinaDay(new Date(Date.now() - OVERVIEW_DAYS * 24 * 3_600_000));
}
