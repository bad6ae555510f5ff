import { DrawAdmin, type DrawDraft, type DrawForMerchant } from '#commerce/draws/draw-admin.js';
import { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { DrawWinners } from '#commerce/draws/draw-winners.js';
import type { PrizeDraft } from '#commerce/draws/draw-wishes.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import {
  enterDraw,
  getDraw,
  getDrawProof,
  getOwnTries,
  helpInDraw,
  setWinnerAddress,
} from '../src/draws/draws.contract.js';
import { fromNow, PromotionsWorld } from './promotions-world.js';
import type { TestShop } from './runtime-world.js';

const author = { actor: { kind: 'system', name: 'test' }, requestId: 'test' } as const;
const HOUR_MS = 3_600_000;

export const address = { name: '王小二', phone: '13800000000', region: '浙江省 杭州市 西湖区', detail: '龙井路 1 号' };

type Wish = Pick<PrizeDraft, 'kind' | 'weightPpm'> & Partial<PrizeDraft>;

/** Prizes as a merchant would write them, the rest of the million for thanks. */
export function prizes(...wishes: readonly Wish[]): PrizeDraft[] {
  const taken = wishes.reduce((sum, { weightPpm }) => sum + weightPpm, 0);
  const full = wishes.map((wish) => ({
    title: wish.kind === 'goods' ? '青瓷茶盏' : '优惠券',
    imageUrl: null,
    couponId: null,
    valueFen: wish.kind === 'goods' ? 12_800 : null,
    count: 100,
    ...wish,
  }));
  const thanks = {
    kind: 'thanks',
    title: '谢谢参与',
    imageUrl: null,
    couponId: null,
    valueFen: null,
    count: null,
  } as const;
  return [...full, { ...thanks, weightPpm: 1_000_000 - taken }];
}

/** A shop whose merchant holds draws, and shoppers who try their luck. */
export class DrawsWorld {
  private constructor(readonly promotions: PromotionsWorld) {}

  static async start(): Promise<DrawsWorld> {
    return new DrawsWorld(await PromotionsWorld.start());
  }

  get runtime() {
    return this.promotions.runtime;
  }

  get shop(): TestShop {
    return this.promotions.shop;
  }

  get admin(): DrawAdmin {
    const { app, tenants } = this.runtime;
    return new DrawAdmin(tenants, app.get(Broadcast), app.get(DrawSeeds));
  }

  get winners(): DrawWinners {
    return new DrawWinners(this.runtime.tenants);
  }

  /** One goods prize in ten for an hour, three tries each, unless it says otherwise. */
  async draft(draft: Partial<DrawDraft> = {}, shop = this.shop): Promise<DrawForMerchant> {
    return this.admin.create(
      shop.tenantId,
      {
        title: '春茶抽奖',
        rules: '',
        startsAt: fromNow(-HOUR_MS),
        endsAt: fromNow(HOUR_MS),
        triesTotal: 3,
        triesDaily: null,
        addressDays: 14,
        look: 'wheel',
        triesPerShare: 0,
        maxShareTries: 0,
        maxShareTriesDaily: null,
        prizes: prizes({ kind: 'goods', weightPpm: 100_000, count: 10 }),
        ...draft,
      },
      author,
    );
  }

  /** @returns its id */
  async draw(draft: Partial<DrawDraft> = {}, shop = this.shop): Promise<string> {
    const { id } = await this.draft(draft, shop);
    await this.admin.publish(shop.tenantId, id, author);
    return id;
  }

  publish(drawId: string) {
    return this.admin.publish(this.shop.tenantId, drawId, author);
  }

  stop(drawId: string) {
    return this.admin.stop(this.shop.tenantId, drawId, author);
  }

  send(drawId: string, number: number) {
    const parcel = { company: '顺丰速运', trackingNo: 'SF1000000001' };
    return this.winners.markSent(this.shop.tenantId, { drawId, number }, parcel, author);
  }

  enter(client: ApiClient, drawId: string, key = newId<string>()) {
    return client.call(enterDraw, { params: this.params(drawId), headers: { 'idempotency-key': key } });
  }

  own(client: ApiClient, drawId: string) {
    return client.call(getOwnTries, { params: this.params(drawId) });
  }

  /** Through the link of `sharer`. */
  async help(helper: ApiClient, sharer: ApiClient, drawId: string): Promise<void> {
    const { share } = await this.own(sharer, drawId);
    await this.helpBy(helper, drawId, share?.token ?? '');
  }

  helpBy(helper: ApiClient, drawId: string, share: string) {
    return helper.call(helpInDraw, { params: this.params(drawId), body: { share } });
  }

  address(client: ApiClient, drawId: string, number: number, body: object = address) {
    return client.call(setWinnerAddress, { params: { ...this.params(drawId), number }, body: body as typeof address });
  }

  card(drawId: string, client = this.runtime.client()) {
    return client.call(getDraw, { params: this.params(drawId) });
  }

  proof(drawId: string, cursor?: string, client = this.runtime.client()) {
    return client.call(getDrawProof, { params: this.params(drawId), query: cursor === undefined ? {} : { cursor } });
  }

  params(drawId: string) {
    return { appId: this.shop.appId, drawId };
  }

  /** Every counter is the sum of its ledger, numbers have no gap, and nothing is over its limit. */
  async expectLedgersToMatch(): Promise<void> {
    await this.promotions.expectLedgersToMatch();
    const wrong = await this.promotions.rows(
      `select 'draw' as what, d.id::text from draw d
         where d.entries <> (select count(*) from draw_entry e where e.draw_id = d.id)
            or d.entries <> (select coalesce(max(number), 0) from draw_entry e where e.draw_id = d.id)
            or d.tries_total < (select coalesce(max(tries), 0) from (
              select count(*) as tries from draw_entry e where e.draw_id = d.id and not e.by_share group by e.shopper_id) t)
       union all
       select 'brought', h.draw_id || ' ' || h.shopper_id from draw_sharer h join draw d on d.id = h.draw_id
         where h.tries <> (select coalesce(sum(tries), 0) from draw_help k where k.draw_id = h.draw_id and k.sharer_id = h.shopper_id)
            or h.tries > d.max_share_tries
            or h.tries < (select count(*) from draw_entry e where e.draw_id = h.draw_id and e.shopper_id = h.shopper_id and e.by_share)
       union all
       select 'brought by nobody', e.draw_id::text from draw_entry e
         where e.by_share and not exists (select from draw_sharer h where h.draw_id = e.draw_id and h.shopper_id = e.shopper_id)
       union all
       select 'prize', p.draw_id || ' ' || p.position from draw_prize p
         where p.awarded <> (select count(*) from draw_entry e where e.draw_id = p.draw_id and e.position = p.position)
            or p.awarded > p.total
       union all
       select 'coupon', e.draw_id || ' ' || e.number from draw_entry e
         join draw_prize p on p.draw_id = e.draw_id and p.position = e.position
         where (p.kind = 'coupon') <> exists (select from coupon_claim k
           where k.id = e.claim_id and k.coupon_id = p.coupon_id and k.shopper_id = e.shopper_id)
       union all
       select 'goods', e.draw_id || ' ' || e.number from draw_entry e
         join draw_prize p on p.draw_id = e.draw_id and p.position = e.position
         where (p.kind = 'goods') <> exists (select from draw_delivery v where v.draw_id = e.draw_id and v.number = e.number)
       union all
       select 'promised', c.id::text from coupon c where c.total < c.claimed + coupons_set_aside(c.tenant_id, c.id)`,
    );
    expect(wrong).toEqual([]);
  }
}
