import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { ComplaintClient, type PayComplaint } from '#kernel/wechat/pay/complaint-client.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import { CommerceSettings } from '../commerce-settings.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import { noteComplaint } from './complaint-records.js';

const PAGE = 50;
/** WeChat Pay lists at most 30 days at once. */
const FIRST_LOOK_DAYS = 29;
const LOOK_BACK_DAYS = 2;
const DAY_MS = 86_400_000;

/**
 * Once a day for each account: makes sure WeChat Pay knows where to tell of complaints, and reads its list for those it told in vain.
 * A partner's address is one for all its merchants, so theirs are found by the list only.
 */
@Injectable()
export class ComplaintWatch implements JobHandler<'complaint-watch.step'> {
  readonly job = 'complaint-watch.step';

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly wechat: ComplaintClient,
    private readonly settings: CommerceSettings,
  ) {}

  async handle({ tenantId, appId }: JobPayload<'complaint-watch.step'>): Promise<void> {
    const watch = await this.begin(tenantId, appId);
    if (!watch) return;
    const { account, readAt, notifyUrl } = watch;
    try {
      const url = `${this.settings.runtimeUrl}/pay/wechat/${appId}/complaints`;
      if (!account.partner && notifyUrl !== url) await this.wechat.register(account, url);
      const told = await this.read(account, readAt);
      await this.store(tenantId, appId, told, { url: account.partner ? null : url, account });
    } catch (error) {
      if (!(error instanceof PayError)) throw error;
      await this.database.transaction(tenantId, (tx) =>
        tx.execute('update complaint_watch set problem = $3 where tenant_id = $1 and app_id = $2', [
          tenantId,
          appId,
          JSON.stringify({ code: error.problem, reason: error.code, actor: error.actor }),
        ]),
      );
    }
  }

  private async begin(tenantId: TenantId, appId: AppId) {
    return this.database.transaction(tenantId, async (tx) => {
      const account = await this.accounts.find(tx, appId);
      if (!account) return null;
      const [watch] = await tx.query<{ mch_id: string; notify_url: string | null; read_at: Date | null; due: boolean }>(
        `select mch_id, notify_url, read_at, next_attempt_at <= now() as due from complaint_watch
         where tenant_id = $1 and app_id = $2 for update`,
        [tenantId, appId],
      );
      // Another number has an address of its own, and complaints nobody has read yet.
      if (watch?.mch_id === account.mchId && !watch.due) return null;
      await tx.execute(
        `insert into complaint_watch (tenant_id, app_id, mch_id, next_attempt_at) values ($1, $2, $3, now() + interval '1 hour')
         on conflict (tenant_id, app_id) do update set next_attempt_at = excluded.next_attempt_at`,
        [tenantId, appId, account.mchId],
      );
      const isSame = watch?.mch_id === account.mchId;
      return {
        account,
        readAt: isSame ? (watch?.read_at ?? null) : null,
        notifyUrl: isSame ? (watch?.notify_url ?? null) : null,
      };
    });
  }

  private async read(account: PayAccount, readAt: Date | null): Promise<PayComplaint[]> {
    const now = Date.now();
    const since = Math.max(
      readAt === null ? 0 : readAt.getTime() - LOOK_BACK_DAYS * DAY_MS,
      now - FIRST_LOOK_DAYS * DAY_MS,
    );
    const days = { from: dayInChina(since), to: dayInChina(now) };
    const found: PayComplaint[] = [];
    for (;;) {
      const page = await this.wechat.list(account, days, { offset: found.length, limit: PAGE });
      found.push(...page.complaints);
      if (page.complaints.length === 0 || found.length >= page.total) return found;
    }
  }

  /** Only what is new, or stands elsewhere than we know, is asked about. */
  private async store(
    tenantId: TenantId,
    appId: AppId,
    told: readonly PayComplaint[],
    { url, account }: { readonly url: string | null; readonly account: PayAccount },
  ): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const known = await tx.query<{ complaint_id: string; state: string | null }>(
        'select complaint_id, state from complaint where tenant_id = $1 and complaint_id = any($2)',
        [tenantId, told.map(({ complaintId }) => complaintId)],
      );
      const states = new Map(known.map(({ complaint_id, state }) => [complaint_id, state]));
      for (const { complaintId, state } of told) {
        if (states.get(complaintId) !== state) await noteComplaint(tx, appId, complaintId);
      }
      await tx.execute(
        `update complaint_watch set notify_url = $3, mch_id = $4, read_at = now(), problem = null, next_attempt_at = now() + interval '1 day'
         where tenant_id = $1 and app_id = $2`,
        [tenantId, appId, url, account.mchId],
      );
    });
  }
}

function dayInChina(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
}
