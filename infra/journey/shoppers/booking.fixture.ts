import type { Shopper } from './shopper.fixture.js';

const CUT = '总监设计剪裁';

/** Somebody scans the code at the salon's door, books a cut with the director, deposit paid, and cannot come at that time after all. */
export async function bookHaircutAndMoveIt(shopper: Shopper): Promise<void> {
  const { phone } = shopper;
  await shopper.scans('store', '城西店');
  await phone.arrives('pages/home/index', CUT, 'home');

  await phone.opensTab('项目');
  await phone.arrives('pages/services/index', CUT, 'services');
  await phone.taps(CUT);
  await phone.arrives('pages/service/index', shopper.says('service.details'), 'service');

  await shopper.taps('service.choose');
  await chooseTime(shopper, 'last');
  await shopper.taps('times.next');
  await phone.stands('pages/confirm/index');
  await shopper.givesName('confirm.name', 'confirm.phone');
  await phone.keepsPicture('confirm');

  await shopper.pays(shopper.says('confirm.pay', { amount: 60 }));
  await phone.stands('pages/booking/index');
  await shopper.reads('booking.states.booked');
  await shopper.reads('booking.steps.order_paid');
  await phone.keepsPicture('booking');

  await shopper.taps('booking.move');
  await chooseTime(shopper, 'first');
  await shopper.taps('times.confirmMove');
  await phone.stands('pages/booking/index');
  await phone.hears(shopper.says('times.moved'), 'moved');
  await shopper.reads('booking.steps.rescheduled');
}

/** A time of the last day that has one: weeks ahead it can still be moved, whatever hour it is now. */
async function chooseTime({ phone, says }: Shopper, which: 'first' | 'last'): Promise<void> {
  await phone.stands('pages/times/index');
  await phone.taps(new RegExp(`^(?!.*${says('times.full')}).* \\d+\\D\\d+\\s*$`));
  await phone.taps(/^\d{2}:\d{2}\s*$/, which);
  await phone.keepsPicture(`times-${which}`);
}
