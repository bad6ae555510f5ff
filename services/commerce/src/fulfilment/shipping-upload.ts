import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, OrderId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { ShippingClient, type WechatOrder } from '#kernel/wechat/shipping-client.js';
import { toProblem, WechatError } from '#kernel/wechat/wechat-error.js';
import { nextCheck } from '../commerce-settings.js';
import { receiveOrder } from './receipt-booking.js';
import { isTold, type ShippedOrder, shippingInformation } from './shipping-information.js';
import { TradeManagement } from './trade-management.js';

interface DueUpload extends ShippedOrder {
  readonly app_id: AppId;
  readonly order_state: string;
  readonly paid_at: Date;
  readonly revision: number;
  readonly uploaded_revision: number;
  readonly in_doubt: boolean;
}

/** Times: how soon the first repetition comes, and how long after its payment WeChat may not know an order. */
const FIRST_RETRY_SECONDS = 20;
const UNKNOWN_MINUTES = 15;
const ORDER_UNKNOWN = 10060001;
const UPLOAD = '/wxa/sec/order/upload_shipping_info';
const UNCHANGED = 10060023;
const ALREADY_SHIPPED = 10060002;
/** Answers of an order that stands elsewhere than we thought: it is asked for how it stands. */
const LOOK_AGAIN: readonly number[] = [ALREADY_SHIPPED, 10060003, 10060004];

/**
 * Tells WeChat of an order's parcels, all of them in each call. WeChat takes one further upload after the first complete one, so a call
 * whose answer was lost is not repeated on a guess: `in_doubt` is written before it, and the next attempt asks for the order first.
 */
@Injectable()
export class ShippingUpload implements JobHandler<'shipping.upload'> {
  readonly job = 'shipping.upload';

  constructor(
    private readonly database: TenantDatabase,
    private readonly shipping: ShippingClient,
    private readonly trade: TradeManagement,
  ) {}

  async handle({ tenantId, orderId }: JobPayload<'shipping.upload'>): Promise<void> {
    const due = await this.load(tenantId, orderId);
    if (!due) return;
    if (due.order_state !== 'paid') {
      await this.end(tenantId, orderId, 'unneeded', null);
      return;
    }
    try {
      if (!(await this.trade.isManaged(tenantId, due.app_id))) {
        await this.end(tenantId, orderId, 'unneeded', null);
        return;
      }
      if (due.in_doubt && (await this.settledAtWechat(tenantId, orderId, due))) return;
      if (!due.in_doubt && !(await this.begin(tenantId, orderId))) return;
      const information = shippingInformation(due, new Date());
      await this.shipping.upload(tenantId, due.app_id, information);
      await this.told(tenantId, orderId, due.revision, information.isAllDelivered);
    } catch (error) {
      await this.notTold(tenantId, orderId, due, error);
    }
  }

  /**
   * Plans the next attempt before this one is made. A call under way is nobody else's until that attempt's time has come: two calls at
   * once could leave the older parcels at WeChat.
   */
  private async load(tenantId: TenantId, orderId: OrderId): Promise<DueUpload | undefined> {
    return this.database.transaction(tenantId, async (tx) => {
      const [due] = await tx.query<DueUpload>(
        `update shipping_upload u set next_attempt_at = ${nextCheck('u.due_since', FIRST_RETRY_SECONDS)}
         from shop_order o, payment p, shopper s
         where u.tenant_id = $1 and u.order_id = $2 and u.state = 'due'
           and (not u.in_doubt or u.next_attempt_at <= now())
           and o.tenant_id = u.tenant_id and o.id = u.order_id
           and p.tenant_id = u.tenant_id and p.order_id = u.order_id
           and s.tenant_id = o.tenant_id and s.id = o.shopper_id
         returning u.app_id, u.revision, u.uploaded_revision, u.in_doubt, o.state as order_state, o.paid_at, o.fulfilment, o.lines as ordered,
           o.address ->> 'phone' as phone, coalesce(p.transaction_id, '') as transaction_id, s.open_id,
           (select jsonb_agg(jsonb_build_object('kind', h.kind, 'companyId', h.company_id, 'companyName', h.company_name,
               'trackingNo', h.tracking_no, 'lines', h.lines) order by h.id)
             from shipment h where h.tenant_id = u.tenant_id and h.order_id = u.order_id) as parcels`,
        [tenantId, orderId],
      );
      return due;
    });
  }

  /** @returns whether WeChat's word about the order makes an upload needless */
  private async settledAtWechat(tenantId: TenantId, orderId: OrderId, due: DueUpload): Promise<boolean> {
    const known = await this.shipping.getOrder(tenantId, due.app_id, due.transaction_id);
    if (!known) return false;
    if (known.state === 'refunded') await this.end(tenantId, orderId, 'unneeded', null);
    else if (isReceived(known)) await this.receivedAtWechat(tenantId, orderId);
    else if (known.state === 'shipped' && isTold(due, known))
      await this.told(tenantId, orderId, due.revision, known.isComplete);
    else return false;
    return true;
  }

  /** @returns false when another worker was faster */
  private async begin(tenantId: TenantId, orderId: OrderId): Promise<boolean> {
    const begun = await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update shipping_upload set in_doubt = true where tenant_id = $1 and order_id = $2 and state = 'due' and not in_doubt`,
        [tenantId, orderId],
      ),
    );
    return begun === 1;
  }

  private async beyondDoubt(tenantId: TenantId, orderId: OrderId): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute('update shipping_upload set in_doubt = false where tenant_id = $1 and order_id = $2', [
        tenantId,
        orderId,
      ]),
    );
  }

  /** A correction made meanwhile leaves it due. */
  private async told(tenantId: TenantId, orderId: OrderId, revision: number, isComplete: boolean): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<{ state: string }>(
        `update shipping_upload set uploaded_revision = $3, in_doubt = false, problem = null,
           complete_uploads = complete_uploads + case when uploaded_revision < $3 then $4 else 0 end, uploaded_at = now(), updated_at = now(), state = case when revision = $3 then 'uploaded' else 'due' end,
           next_attempt_at = case when revision = $3 then null else next_attempt_at end
         where tenant_id = $1 and order_id = $2 and state = 'due'
         returning state`,
        [tenantId, orderId, revision, isComplete ? 1 : 0],
      );
      if (row?.state === 'due') await tx.enqueue('shipping.upload', { tenantId, orderId });
    });
  }

  private async receivedAtWechat(tenantId: TenantId, orderId: OrderId): Promise<void> {
    await this.database.transaction(tenantId, (tx) => receiveOrder(tx, orderId, { by: null, at: null }));
    await this.end(tenantId, orderId, 'unneeded', null);
  }

  private async notTold(tenantId: TenantId, orderId: OrderId, due: DueUpload, error: unknown): Promise<void> {
    if (error instanceof Problem) {
      // No token: the merchant has to authorise again.
      await this.later(tenantId, orderId, error, 1_800);
      return;
    }
    // No answer, or "busy": in doubt, and tried again.
    if (!(error instanceof WechatError) || error.errcode < 0) throw error;
    // A refusal of the call before it, of a token or a question, leaves open what became of an earlier upload.
    if (error.path === UPLOAD) await this.beyondDoubt(tenantId, orderId);
    if (error.retry === 'backoff' || error.retry === 'refreshToken') throw error;
    if (error.errcode === UNCHANGED) {
      await this.told(tenantId, orderId, due.revision, due.fulfilment !== 'partly');
    } else if (LOOK_AGAIN.includes(error.errcode)) {
      await this.lookAgain(tenantId, orderId, due, error);
    } else if (error.errcode === ORDER_UNKNOWN) {
      const isYoung = Date.now() - due.paid_at.getTime() < UNKNOWN_MINUTES * 60_000;
      if (isYoung) await this.later(tenantId, orderId, toProblem(error), FIRST_RETRY_SECONDS);
      else await this.end(tenantId, orderId, 'refused', toProblem(error));
    } else if (error.retry === 'later') {
      await this.later(tenantId, orderId, toProblem(error), 1_800);
    } else {
      await this.end(tenantId, orderId, 'refused', toProblem(error));
    }
  }

  private async lookAgain(tenantId: TenantId, orderId: OrderId, due: DueUpload, error: WechatError): Promise<void> {
    if (await this.settledAtWechat(tenantId, orderId, due)) return;
    // Shipped in WeChat's own console: that is what it wanted to know.
    if (error.errcode === ALREADY_SHIPPED && due.uploaded_revision === 0)
      await this.told(tenantId, orderId, due.revision, true);
    else await this.end(tenantId, orderId, 'refused', toProblem(error));
  }

  private async later(tenantId: TenantId, orderId: OrderId, problem: Problem, seconds: number): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update shipping_upload set problem = $3, next_attempt_at = now() + make_interval(secs => $4), updated_at = now()
         where tenant_id = $1 and order_id = $2 and state = 'due'`,
        [tenantId, orderId, JSON.stringify(problem.toDocument('zh')), seconds],
      ),
    );
  }

  private async end(
    tenantId: TenantId,
    orderId: OrderId,
    state: 'refused' | 'unneeded',
    problem: Problem | null,
  ): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update shipping_upload set state = $3, problem = $4, in_doubt = false, next_attempt_at = null, updated_at = now()
         where tenant_id = $1 and order_id = $2 and state = 'due'`,
        [tenantId, orderId, state, problem && JSON.stringify(problem.toDocument('zh'))],
      ),
    );
  }
}

function isReceived({ state }: WechatOrder): boolean {
  return state === 'confirmed' || state === 'done' || state === 'settling';
}
