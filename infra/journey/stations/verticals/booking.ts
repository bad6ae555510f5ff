import { randomUUID } from 'node:crypto';
import {
  getBooking,
  listFreeTimes,
  listServices,
  placeBooking,
} from '../../../../services/runtime/src/bookings/bookings.contract.js';
import type { JourneyContext, Visit } from '../../journey-context.js';
import { expectThat, type Station, until } from '../../station.js';
import { payOrderOf, yuan } from '../shop.js';
import { openShop, type VerticalShop } from './vertical-shop.js';

const shop: VerticalShop = {
  clientRef: 'XH-V02',
  name: '木梨发型工作室',
  templateId: 'booking',
  presetId: 'hair-salon',
  data: 'services',
};

/** A customer chooses a free time, pays the deposit and has the appointment. */
export const booking: Station<JourneyContext> = {
  name: 'booking: a haircut with deposit',
  async run(context) {
    const { visit, remark } = await openShop(context, shop);
    const { params, shopper } = visit;
    const placed = await book(visit);
    expectThat(placed.order !== null, `${shop.name}: the deposit has no order.`);
    await payOrderOf(context, visit, placed.order.id);
    await until(
      async () => {
        const current = await shopper.call(getBooking, { params: { ...params, bookingId: placed.id } });
        return current.state === 'booked' ? current : null;
      },
      { seconds: 10, sentence: () => `${shop.name}: the appointment is paid and not booked.` },
    );
    const { service, staff, paidFen } = placed;
    return { count: 1, remark: `${remark}; ${service.title} with ${staff.name}, deposit ${yuan(paidFen)}` };
  },
};

async function book({ params, shopper }: Visit) {
  const { services } = await shopper.call(listServices, { params });
  const wanted = services.find(({ depositFen }) => depositFen > 0);
  expectThat(wanted !== undefined, `${shop.name} has no service with a deposit.`);
  const at = { ...params, serviceId: wanted.id };
  const { days } = await shopper.call(listFreeTimes, { params: at, query: { days: 14 } });
  const time = days.flatMap(({ times }) => times).at(-1);
  expectThat(time !== undefined, `${shop.name} has no free time for ${wanted.title} within two weeks.`);
  return shopper.call(placeBooking, {
    params,
    headers: { 'idempotency-key': randomUUID() },
    body: {
      serviceId: wanted.id,
      startsAt: time.startsAt,
      places: 1,
      contact: { name: '林晓', phone: '13800138000' },
      expectedTotalFen: wanted.depositFen,
    },
  });
}
