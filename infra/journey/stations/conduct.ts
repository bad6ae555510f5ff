import { answerComplaint, listComplaints } from '../../../services/control-plane/src/commerce/complaints.contract.js';
import { getOrder } from '../../../services/control-plane/src/commerce/orders.contract.js';
import { getPaymentAccount } from '../../../services/control-plane/src/commerce/payment-account.contract.js';
import {
  acknowledgePenalty,
  listAttention,
  listPenalties,
} from '../../../services/control-plane/src/hosting/conduct.contract.js';
import type { JourneyContext, Visit } from '../journey-context.js';
import { expectThat, type Station, until } from '../station.js';

const REASON = '商品宣传与实物不符';
const DEADLINE_DAYS = 3;
const HOUR_MS = 3_600_000;
const TOLERANCE_MS = 300_000;

/** WeChat punishes and a shopper complains: both reach the merchant with their deadline, and the merchant answers. */
export const penaltyAndComplaint: Station<JourneyContext> = {
  name: 'penalty and complaint',
  async run(context) {
    const visit = await visitOfDirectMerchant(context);
    const { merchantId, appId, name } = visit.traveller;
    await context.sandbox.punish(appId, REASON, DEADLINE_DAYS);
    await complain(context, visit);

    const penalty = await until(
      async () =>
        (await context.agency.call(listPenalties, { params: { merchantId }, query: { state: 'open' } })).items[0] ??
        null,
      { seconds: 60, sentence: () => `${name}: the violation did not reach the merchant within a minute.` },
    );
    expectThat(
      isInHours(penalty.deadlineAt, DEADLINE_DAYS * 24),
      `${name}: the deadline of the violation is ${penalty.deadlineAt}: ${JSON.stringify(penalty.detail)}`,
    );
    const complaint = await complaintWhen(context, visit, ({ state }) => state === 'pending');
    expectThat(isInHours(complaint.answerBy, 24), `${name}: the complaint is to be answered by ${complaint.answerBy}.`);
    expectThat(complaint.orderId === visit.orderId, `${name}: the complaint is not linked to its order.`);
    const { items } = await context.agency.call(listAttention);
    const listed = items.map(({ id, kind }) => `${kind} ${id}`);
    for (const matter of [`penalty ${penalty.id}`, `complaint ${complaint.id}`])
      expectThat(listed.includes(matter), `${name}: the agency's list does not show the ${matter}.`);

    await context.agency.call(acknowledgePenalty, { params: { merchantId, penaltyId: penalty.id } });
    const params = { merchantId, complaintId: complaint.id };
    await context.agency.call(answerComplaint, { params, body: { text: '非常抱歉，马上为您补发。' } });
    await complaintWhen(context, visit, ({ answerState, state }) => answerState === 'sent' && state !== 'pending');
    return { count: 2, remark: `${name} answered within a day's deadline` };
  },
};

function isInHours(instant: string | null, hours: number): boolean {
  return instant !== null && Math.abs(Date.parse(instant) - Date.now() - hours * HOUR_MS) < TOLERANCE_MS;
}

/** A complaint is told to the merchant number's own address; a partner's merchants find theirs in the daily list. */
async function visitOfDirectMerchant(context: JourneyContext): Promise<Visit> {
  for (const visit of context.visits) {
    const { merchantId, appId } = visit.traveller;
    const account = await context.agency.call(getPaymentAccount, { params: { merchantId, appId } });
    if (account.mode === 'direct') return visit;
  }
  return expectThat(false, 'There is no merchant with a payment account of its own.') as never;
}

async function complain({ agency, sandbox }: JourneyContext, { traveller, orderId }: Visit): Promise<void> {
  const { merchantId, name } = traveller;
  const { payment } = await agency.call(getOrder, { params: { merchantId, orderId } });
  expectThat(payment !== null, `${name}: there is no paid order to complain about.`);
  await sandbox.complain(payment.mchId, payment.outTradeNo, REASON);
}

type Complaint = Awaited<ReturnType<typeof complaintsOf>>[number];

async function complaintsOf({ agency }: JourneyContext, { traveller }: Visit) {
  return (await agency.call(listComplaints, { params: { merchantId: traveller.merchantId } })).items;
}

async function complaintWhen(
  context: JourneyContext,
  visit: Visit,
  holds: (complaint: Complaint) => boolean,
): Promise<Complaint> {
  let last: Complaint | undefined;
  return until(
    async () => {
      [last] = await complaintsOf(context, visit);
      return last && holds(last) ? last : null;
    },
    {
      seconds: 60,
      sentence: () => `${visit.traveller.name}: the complaint stands at ${JSON.stringify(last ?? null)}.`,
    },
  );
}
