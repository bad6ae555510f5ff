import { chinaDay } from '#commerce/reconciliation/china-day.js';
import { getOrder } from '../../../services/control-plane/src/commerce/orders.contract.js';
import {
  getReconciliation,
  runReconciliation,
} from '../../../services/control-plane/src/commerce/reconciliation.contract.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { each, expectThat, type Station, until } from '../station.js';

const DAY_MS = 24 * 3_600_000;

/**
 * A day goes by at WeChat, and every merchant's money is held against WeChat's bill of it. Somebody gave a fen back in WeChat's own console
 * meanwhile: the bill shows it, and it is taken over.
 */
export const reconcile: Station<JourneyContext> = {
  name: 'bills reconciled',
  async run(context, progress) {
    const { agency, sandbox, visits } = context;
    const travellers = [...context.travellers, ...context.verticalTravellers];
    const [visit] = visits;
    expectThat(visit !== undefined, 'There is no paid order to hold against a bill.');
    const { merchantId } = visit.traveller;
    const order = { params: { merchantId, orderId: visit.orderId } };
    const before = await agency.call(getOrder, order);
    expectThat(before.payment !== null, `${visit.traveller.name}: the order of the journey is not paid.`);
    await sandbox.refundInConsole(before.payment.mchId, before.payment.outTradeNo, 1);
    await sandbox.letDayPass();

    // A day older by now, as is everything at WeChat.
    const day = chinaDay(new Date(Date.parse(before.paidAt ?? '') - DAY_MS));
    let repaired = 0;
    await each(travellers, async (traveller, index) => {
      const repairedHere = await reconciled(context, traveller, day);
      repaired += repairedHere;
      progress(index + 1, travellers.length, traveller.name);
    });
    const after = await agency.call(getOrder, order);
    expectThat(
      after.refundedFen === before.refundedFen + 1,
      `${visit.traveller.name}: the fen given back in WeChat's console is not in the books.`,
    );
    return {
      count: travellers.length,
      remark: `${travellers.length} accounts balanced, ${repaired} difference(s) repaired`,
    };
  },
};

async function reconciled({ agency }: JourneyContext, { merchantId, name }: Traveller, day: string): Promise<number> {
  const params = { merchantId, day };
  await agency.call(runReconciliation, { params });
  const ended = await until(
    async () => {
      const current = await agency.call(getReconciliation, { params });
      return current.items.every(({ state }) => state !== 'due' && state !== 'running') ? current : null;
    },
    { seconds: 30, sentence: () => `${name}: the day was not reconciled within half a minute.` },
  );
  for (const { state, problem } of ended.items) {
    const told = ended.differences.map(({ kind, outcome }) => `${kind} (${outcome})`).join(', ');
    expectThat(state === 'balanced', `${name}: ${day} is ${state}: ${problem?.detail ?? told}`);
  }
  return ended.items.reduce((sum, item) => sum + item.repaired, 0);
}
