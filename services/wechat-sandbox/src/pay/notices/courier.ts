import type { PayMerchant, PayNotice } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { findMerchant } from '../merchants.js';
import { postNotice } from './notice-post.js';

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** 15 repetitions over about 24 hours; wechat-pay-v3.md §6. */
const LADDER_MS: readonly number[] = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
];
/** Notices on their way at once; a merchant that answers slowly must not hold up the rest for long. */
const ABREAST = 32;
const KEPT_FINISHED = 10_000;
const FORGET_EVERY = 1000;

const couriers = new WeakMap<World, Courier>();

export function courierOf(world: World): Courier {
  const courier = couriers.get(world) ?? new Courier(world);
  couriers.set(world, courier);
  return courier;
}

/** Carries notices, a bounded number at a time. What waits here is `pending` in the state, so a restart sends it again. */
class Courier {
  private waiting: string[] = [];
  private next = 0;
  private running = 0;
  private entered = 0;
  /** Held back until another notice of the merchant has gone. */
  private readonly held = new Set<string>();

  constructor(private readonly world: World) {}

  /** Remembers a notice, and forgets the oldest that are done with: one that is still to be sent is never dropped. */
  enter(notice: PayNotice): void {
    const { notices } = this.world.state.pay;
    notices[notice.id] = notice;
    this.entered += 1;
    if (this.entered % FORGET_EVERY !== 0) return;
    const finished = Object.values(notices).filter(({ state }) => state !== 'pending' && state !== 'held');
    for (const { id } of finished.slice(0, Math.max(0, finished.length - KEPT_FINISHED))) delete notices[id];
  }

  hold(id: string): void {
    this.held.add(id);
  }

  send(id: string): void {
    this.waiting.push(id);
    // Not at once: the answer of the call that caused the notice goes first.
    setImmediate(() => this.pump());
  }

  private pump(): void {
    while (this.running < ABREAST && this.next < this.waiting.length) {
      const id = this.waiting[this.next++] ?? '';
      this.running += 1;
      void this.carry(id).finally(() => {
        this.running -= 1;
        this.pump();
      });
    }
    if (this.next === this.waiting.length) {
      this.waiting = [];
      this.next = 0;
    }
  }

  private async carry(id: string): Promise<void> {
    const notice = this.world.state.pay.notices[id];
    const merchant = notice && findMerchant(this.world, notice.mchid);
    if (!notice || !merchant) return;
    try {
      await deliver(this.world, merchant, notice);
    } catch (error) {
      process.stderr.write(`wechat-sandbox: notice ${id} failed: ${String(error)}\n`);
    }
    this.releaseAfter(notice);
    this.world.store.touch();
  }

  private releaseAfter(gone: PayNotice): void {
    for (const id of this.held) {
      const notice = this.world.state.pay.notices[id];
      if (notice?.state === 'held' && notice.mchid !== gone.mchid) continue;
      this.held.delete(id);
      if (notice?.state !== 'held') continue;
      notice.state = 'pending';
      this.world.scheduler.cancel('notice', id);
      this.send(id);
    }
  }
}

async function deliver(world: World, merchant: PayMerchant, notice: PayNotice): Promise<void> {
  if (merchant.apiV3Key === null) {
    notice.state = 'unsent';
    notice.lastAnswer = 'no APIv3 key is set';
    return;
  }
  const wasDelivered = notice.state === 'delivered';
  await sendFalseCopies(world, merchant, notice);
  const answer = await postNotice(world, merchant, notice, null);
  notice.attempts += 1;
  notice.lastAnswer = answer.text;
  if (answer.isAccepted) notice.state = 'delivered';
  if (answer.isAccepted || wasDelivered || notice.state !== 'pending') return;
  // A doubled notice climbs the ladder once.
  if (world.scheduler.isPlanned('notice', notice.id)) return;
  const delay = LADDER_MS[notice.attempts - 1];
  if (delay === undefined) notice.state = 'failed';
  else world.scheduler.plan('notice', notice.id, delay);
}

const FORGERIES = ['signature', 'serial', 'key'] as const;

/** Probes of WeChat itself, and forgeries of a stranger: a wrong signature, an unknown serial, a key that is not WeChat's. */
async function sendFalseCopies(world: World, merchant: PayMerchant, notice: PayNotice): Promise<void> {
  const { noticeFaults } = world.knobs;
  if (noticeFaults.signTest > 0) {
    noticeFaults.signTest -= 1;
    await postNotice(world, merchant, notice, 'probe');
  }
  if (noticeFaults.forge > 0) {
    const kind = FORGERIES[noticeFaults.forge % FORGERIES.length] ?? 'signature';
    noticeFaults.forge -= 1;
    const answer = await postNotice(world, merchant, notice, kind);
    notice.forged += 1;
    if (answer.isAccepted) notice.forgedAccepted += 1;
  }
}
