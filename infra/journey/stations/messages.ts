import {
  getMessageTemplates,
  provisionMessageTemplates,
} from '../../../services/control-plane/src/commerce/messages.contract.js';
import { getOrder as getMerchantOrder } from '../../../services/control-plane/src/commerce/orders.contract.js';
import { listMessageTemplates, recordSubscriptions } from '../../../services/runtime/src/messages/messages.contract.js';
import type { JourneyContext } from '../journey-context.js';
import { each, expectThat, type Station, until } from '../station.js';

/** Every applet gets its message templates, and every shopper says yes in the pop-up before paying. */
export const agreeToMessages: Station<JourneyContext> = {
  name: 'messages agreed to',
  async run(context) {
    let accepted = 0;
    await each(context.visits, async ({ traveller, params, shopper }) => {
      const { merchantId, appId } = traveller;
      await context.agency.call(provisionMessageTemplates, { params: { merchantId, appId } });
      await until(
        async () => {
          const { items } = await context.agency.call(getMessageTemplates, { params: { merchantId, appId } });
          return items.every(({ state }) => state !== 'due') ? items : null;
        },
        { seconds: 60, sentence: () => `${traveller.name}: the message templates were not provisioned in a minute.` },
      );
      const { items } = await shopper.call(listMessageTemplates, { params });
      expectThat(
        ['orderPaid', 'orderShipped'].every((purpose) => items.some((item) => item.purpose === purpose)),
        `${traveller.name}: WeChat offers no template for paid or shipped orders.`,
      );
      const answers = Object.fromEntries(items.map(({ templateId }) => [templateId, 'accept']));
      await context.sandbox.answerSubscriptions(appId, `shopper of ${merchantId}`, answers);
      await shopper.call(recordSubscriptions, { params, body: { answers } });
      accepted += items.length;
    });
    return { count: accepted, remark: `${accepted} kinds of messages accepted by ${context.visits.length} shoppers` };
  },
};

/** WeChat has the messages about the payment and the parcel, each once, with the right values. */
export const messagesSent: Station<JourneyContext> = {
  name: 'messages sent',
  async run(context) {
    let sent = 0;
    await each(context.visits, async ({ traveller, orderId, totalFen }) => {
      const { merchantId, appId } = traveller;
      const { number } = await context.agency.call(getMerchantOrder, { params: { merchantId, orderId } });
      const messages = await until(
        async () => {
          const all = await context.sandbox.messages(appId);
          const ours = all.filter(({ values }) => values.includes(number));
          return ours.length >= 2 ? ours : null;
        },
        {
          seconds: 60,
          sentence: () => `${traveller.name}: the shopper was not told of payment and parcel in a minute.`,
        },
      );
      expectThat(messages.length === 2, `${traveller.name}: ${messages.length} messages were sent instead of two.`);
      const amount = `¥${Math.trunc(totalFen / 100)}.${String(totalFen % 100).padStart(2, '0')}`;
      expectThat(
        messages.some(({ values }) => values.includes(amount)),
        `${traveller.name}: no message names the amount ${amount}.`,
      );
      expectThat(
        messages.some(({ values }) => values.includes(trackingNoOf(number))),
        `${traveller.name}: no message names the parcel.`,
      );
      sent += messages.length;
    });
    return { count: sent, remark: `${sent} messages, each once and with its values` };
  },
};

/** The number on an order's parcel, in this journey. */
export function trackingNoOf(orderNumber: string): string {
  return `YT${orderNumber}`;
}
