import {
  createShipment,
  searchExpressCompanies,
} from '../../../services/control-plane/src/commerce/fulfilment.contract.js';
import { getOrder as getMerchantOrder } from '../../../services/control-plane/src/commerce/orders.contract.js';
import { confirmReceipt, getOrder } from '../../../services/runtime/src/orders/orders.contract.js';
import type { JourneyContext } from '../journey-context.js';
import { each, expectThat, type Station, until } from '../station.js';
import { trackingNoOf } from './messages.js';

/** Merchants ship what was paid, and WeChat is told of it. */
export const ship: Station<JourneyContext> = {
  name: 'shipped, WeChat knows',
  async run(context) {
    const { items } = await context.agency.call(searchExpressCompanies, { query: { q: '圆通' } });
    const companyId = items[0]?.id;
    expectThat(companyId !== undefined, 'WeChat’s list of delivery companies does not hold 圆通.');
    await each(context.visits, async ({ traveller, orderId, shopper, params }) => {
      const { merchantId, appId, name } = traveller;
      const at = { params: { merchantId, orderId } };
      const { number } = await context.agency.call(getMerchantOrder, at);
      const trackingNo = trackingNoOf(number);
      const request = {
        ...at,
        headers: { 'idempotency-key': orderId },
        body: { kind: 'express' as const, companyId, trackingNo },
      };
      await context.agency.call(createShipment, request);
      const doubleTap = await context.agency.call(createShipment, request);
      expectThat(
        doubleTap.shipments.length === 1,
        `${name}: a double tap shipped ${doubleTap.shipments.length} parcels.`,
      );
      const uploaded = await until(
        async () => {
          const order = await context.agency.call(getMerchantOrder, at);
          return order.shipping.upload?.state === 'due' ? null : order;
        },
        { seconds: 60, sentence: () => `${name}: WeChat was not told of the parcel within a minute.` },
      );
      const { upload } = uploaded.shipping;
      expectThat(upload?.state === 'uploaded', `${name}: the upload is ${upload?.state}: ${upload?.problem?.detail}`);
      const known = await context.sandbox.shippedParcels(appId, uploaded.payment?.transactionId ?? '');
      expectThat(known.includes(trackingNo), `${name}: WeChat does not show parcel ${trackingNo}.`);
      const seen = await shopper.call(getOrder, { params: { ...params, orderId } });
      expectThat(seen.shipments[0]?.trackingNo === trackingNo, `${name}: the shopper does not see the parcel.`);
    });
    return { count: context.visits.length, remark: `${context.visits.length} parcels, all known to WeChat` };
  },
};

/** One shopper confirms in WeChat's window; only WeChat's word makes the order received. */
export const receive: Station<JourneyContext> = {
  name: 'one receipt confirmed',
  async run(context) {
    const visit = context.visits[0];
    expectThat(visit !== undefined, 'There is no shipped order to receive.');
    const { shopper, params, orderId, traveller } = visit;
    const at = { params: { ...params, orderId } };
    const before = await shopper.call(confirmReceipt, at);
    expectThat(before.fulfilment === 'shipped', `${traveller.name}: the mini-program’s word was taken for WeChat’s.`);
    const transactionId = before.receipt?.transactionId ?? '';
    await context.sandbox.confirmReceipt(traveller.appId, transactionId);
    const after = await shopper.call(confirmReceipt, at);
    expectThat(after.fulfilment === 'received', `${traveller.name}: the receipt was not noticed.`);
    return { count: 1, remark: `a shopper of ${traveller.name} has the goods` };
  },
};
