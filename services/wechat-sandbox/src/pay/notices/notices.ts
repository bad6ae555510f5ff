import { randomBytes } from 'node:crypto';
import type { PayNotice } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { findMerchant } from '../merchants.js';
import { courierOf } from './courier.js';

export function listenForNotices(world: World): void {
  world.scheduler.on('notice', (id) => {
    const notice = findNotice(world, id);
    if (notice?.state === 'held') notice.state = 'pending';
    courierOf(world).send(id);
  });
  for (const notice of Object.values(world.state.pay.notices)) {
    if (notice.state === 'held') courierOf(world).hold(notice.id);
    if (notice.state === 'pending' && !world.scheduler.isPlanned('notice', notice.id)) courierOf(world).send(notice.id);
  }
}

/** Tells a merchant; lost, doubled, held back or late when `settings.noticeFaults` says so. */
export function sendNotice(
  world: World,
  draft: Pick<PayNotice, 'mchid' | 'eventType' | 'summary' | 'url' | 'originalType' | 'plaintext'>,
): PayNotice {
  const notice: PayNotice = {
    ...draft,
    id: `EV-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}${randomBytes(6).toString('hex')}`,
    state: 'pending',
    attempts: 0,
    lastAnswer: null,
    copies: 1,
    forged: 0,
    forgedAccepted: 0,
    createdAt: Date.now(),
  };
  courierOf(world).enter(notice);
  dispatch(world, notice);
  return notice;
}

export function findNotice(world: World, id: string): PayNotice | null {
  const { notices } = world.state.pay;
  return Object.hasOwn(notices, id) ? (notices[id] ?? null) : null;
}

/** Sends it once more, whatever became of it. */
export function resendNotice(world: World, notice: PayNotice): void {
  if (notice.state !== 'delivered') notice.state = 'pending';
  courierOf(world).send(notice.id);
}

function dispatch(world: World, notice: PayNotice): void {
  const { noticeFaults } = world.knobs;
  if ((findMerchant(world, notice.mchid)?.apiV3Key ?? null) === null) {
    notice.state = 'unsent';
    notice.lastAnswer = 'no APIv3 key is set';
    return;
  }
  if (noticeFaults.lose > 0) {
    noticeFaults.lose -= 1;
    notice.state = 'lost';
    return;
  }
  if (noticeFaults.reorder > 0) {
    noticeFaults.reorder -= 1;
    notice.state = 'held';
    courierOf(world).hold(notice.id);
    // Nothing may follow it: then it goes by itself.
    world.scheduler.plan('notice', notice.id, noticeFaults.lateSeconds * 1000);
    return;
  }
  if (noticeFaults.late > 0) {
    noticeFaults.late -= 1;
    world.scheduler.plan('notice', notice.id, noticeFaults.lateSeconds * 1000);
    return;
  }
  if (noticeFaults.double > 0) {
    noticeFaults.double -= 1;
    notice.copies = 2;
  }
  for (let copy = 0; copy < notice.copies; copy++) courierOf(world).send(notice.id);
}
