import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ReconciliationId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { isBillDay } from './china-day.js';
import type { DifferenceKind, DifferenceState, ReconciliationState } from './reconciliation-machine.js';

/** One day of one account as people see it. Money is fen. */
export interface ReconciliationView {
  readonly id: string;
  readonly appId: string;
  /** The number the money went to. */
  readonly mchId: string;
  readonly day: string;
  readonly state: ReconciliationState;
  readonly paidCount: number;
  readonly paidFen: number;
  readonly refundCount: number;
  readonly refundFen: number;
  readonly feeFen: number;
  /** What is left of the day: paid, less refunds, less fees. */
  readonly netFen: number;
  readonly foreignCount: number;
  readonly repaired: number;
  readonly needsPerson: number;
  readonly problem: { readonly code: string; readonly detail: string } | null;
  readonly finishedAt: Date | null;
}

export interface DifferenceView {
  readonly id: string;
  readonly day: string;
  readonly kind: DifferenceKind;
  readonly reference: string;
  readonly orderId: string | null;
  readonly hereFen: number | null;
  readonly thereFen: number | null;
  readonly state: DifferenceState;
  readonly outcome: string | null;
  readonly note: string | null;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

/** What a merchant sees of its days, and what a person does about them. */
@Injectable()
export class Reconciliations {
  constructor(private readonly database: TenantDatabase) {}

  /** The latest days first. @param before the last day of the page before */
  async list(
    tenantId: TenantId,
    page: { readonly before: string | null; readonly days: number },
  ): Promise<ReconciliationView[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<ReconciliationView>(
        `${VIEW} where r.tenant_id = $1 and r.day in (select distinct day from reconciliation
           where tenant_id = $1 and ($2::date is null or day < $2) order by day desc limit $3)
         order by r.day desc, a.app_id, r.id`,
        [tenantId, page.before, page.days],
      ),
    );
  }

  /** @throws Problem reconciliation.not_found */
  async get(tenantId: TenantId, day: string): Promise<{ items: ReconciliationView[]; differences: DifferenceView[] }> {
    requireDay(day);
    return this.database.transaction(tenantId, async (tx) => {
      const items = await tx.query<ReconciliationView>(
        `${VIEW} where r.tenant_id = $1 and r.day = $2 order by a.app_id, r.id`,
        [tenantId, day],
      );
      if (items.length === 0) throw new Problem('reconciliation.not_found');
      const differences = await tx.query<DifferenceView>(
        `${DIFFERENCE} where d.tenant_id = $1 and r.day = $2 order by d.state, d.kind, d.reference limit 500`,
        [tenantId, day],
      );
      return { items, differences };
    });
  }

  /** What waits for a person, over all days. */
  async waiting(tenantId: TenantId): Promise<DifferenceView[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<DifferenceView>(
        `${DIFFERENCE} where d.tenant_id = $1 and d.state = 'needs_person' order by r.day desc, d.id desc limit 200`,
        [tenantId],
      ),
    );
  }

  /** Runs a day again, or for the first time, for every account of the merchant. @throws Problem reconciliation.day_invalid, payment_account.missing */
  async run(tenantId: TenantId, day: string, author: Author): Promise<void> {
    requireDay(day);
    await this.database.transaction(tenantId, async (tx) => {
      const accounts = await tx.query<{ id: string; app_id: string }>(
        'select id, app_id from payment_account where tenant_id = $1',
        [tenantId],
      );
      if (accounts.length === 0) throw new Problem('payment_account.missing', { params: { appId: '-' } });
      for (const account of accounts) await start(tx, account.id, day);
      await tx.audit({ ...author, action: 'reconciliation.run', subjectType: 'reconciliation', subjectId: day });
    });
  }

  /** A person has dealt with it. @throws Problem reconciliation.difference_not_found */
  async settle(tenantId: TenantId, differenceId: string, note: string, author: Author): Promise<DifferenceView> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<{ reconciliation_id: string }>(
        `update reconciliation_difference set state = 'settled', note = $3, settled_at = now(), updated_at = now()
         where tenant_id = $1 and id = $2 and state = 'needs_person' returning reconciliation_id`,
        [tenantId, differenceId, note],
      );
      if (!row) throw new Problem('reconciliation.difference_not_found');
      await tx.execute(
        `update reconciliation r set state = 'balanced', updated_at = now() where tenant_id = $1 and id = $2 and state = 'differs'
           and not exists (select from reconciliation_difference d where d.tenant_id = $1 and d.reconciliation_id = $2
             and d.state in ('open', 'needs_person'))`,
        [tenantId, row.reconciliation_id],
      );
      await tx.audit({
        ...author,
        action: 'reconciliation.settle',
        subjectType: 'reconciliation_difference',
        subjectId: differenceId,
        after: { note },
      });
      const [view] = await tx.query<DifferenceView>(`${DIFFERENCE} where d.tenant_id = $1 and d.id = $2`, [
        tenantId,
        differenceId,
      ]);
      if (!view) throw new Problem('reconciliation.difference_not_found');
      return view;
    });
  }
}

/** One that is running goes on; what a person has settled stays settled. */
async function start(tx: TenantTransaction, accountId: string, day: string): Promise<void> {
  const id = newId<ReconciliationId>();
  const [row] = await tx.query<{ id: ReconciliationId }>(
    `insert into reconciliation as r (tenant_id, id, account_id, day) values ($1, $2, $3, $4)
     on conflict (tenant_id, account_id, day) do update set state = 'due', stage = 'fetch', attempts = 0, next_attempt_at = now(),
       finished_at = null, updated_at = now() where r.state <> 'running'
     returning id`,
    [tx.tenantId, id, accountId, day],
  );
  if (!row) return;
  await tx.execute(
    `delete from reconciliation_difference where tenant_id = $1 and reconciliation_id = $2 and state in ('open', 'needs_person')`,
    [tx.tenantId, row.id],
  );
  await tx.enqueue('reconciliation.step', { tenantId: tx.tenantId, reconciliationId: row.id });
}

function requireDay(day: string): void {
  if (!isBillDay(day, new Date())) throw new Problem('reconciliation.day_invalid');
}

const VIEW = `
  select r.id, a.app_id as "appId", case when a.mode = 'partner' then a.sub_mch_id else a.mch_id end as "mchId", r.day::text as day, r.state,
    r.paid_count as "paidCount", r.paid_fen::float8 as "paidFen", r.refund_count as "refundCount", r.refund_fen::float8 as "refundFen",
    r.fee_fen::float8 as "feeFen", (r.paid_fen - r.refund_fen - r.fee_fen)::float8 as "netFen", r.foreign_count as "foreignCount",
    (select count(*)::int from reconciliation_difference d where d.tenant_id = r.tenant_id and d.reconciliation_id = r.id and d.state = 'repaired') as repaired,
    (select count(*)::int from reconciliation_difference d where d.tenant_id = r.tenant_id and d.reconciliation_id = r.id and d.state = 'needs_person') as "needsPerson",
    case when r.problem is not null then jsonb_build_object('code', r.problem ->> 'code', 'detail', r.problem ->> 'detail') end as problem,
    r.finished_at as "finishedAt"
  from reconciliation r join payment_account a on a.tenant_id = r.tenant_id and a.id = r.account_id`;

const DIFFERENCE = `
  select d.id, r.day::text as day, d.kind, d.reference, d.order_id as "orderId", d.here_fen::float8 as "hereFen", d.there_fen::float8 as "thereFen",
    d.state, d.outcome, d.note, d.created_at as "createdAt", d.settled_at as "settledAt"
  from reconciliation_difference d join reconciliation r on r.tenant_id = d.tenant_id and r.id = d.reconciliation_id`;
