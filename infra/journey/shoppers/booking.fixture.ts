import type { Phone } from './phone.fixture.js';
import type { ShoppersWorld } from './shoppers-world.fixture.js';

const CUT = '总监设计剪裁';

/** Somebody scans the code at the salon's door and books a cut with the director, deposit paid. */
export async function bookHaircut(world: ShoppersWorld, phone: Phone): Promise<void> {
  await phone.visit(await world.scanned('booking', 'store', '城西店'));
  await phone.stands('pages/home/index');
  await phone.reads(CUT);
  await phone.keepsPicture('home');

  await phone.opensTab('项目');
  await phone.stands('pages/services/index');
  await phone.reads(CUT);
  await phone.keepsPicture('services');
  await phone.taps(CUT);
  await phone.stands('pages/service/index');
  await phone.reads('项目介绍');
  await phone.keepsPicture('service');

  await phone.taps('选择时间');
  await phone.stands('pages/times/index');
  await phone.keepsPicture('times');
  await phone.taps(/^\d{2}:\d{2}$/);
  await phone.taps('下一步');
  await phone.stands('pages/confirm/index');
  await phone.writes('联系人', '林晓雨');
  await phone.writes('手机号', '13800138000');
  await phone.keepsPicture('confirm');

  await phone.taps(/^支付 [\d.]+ 元$/);
  await phone.dialog('payment').waitFor();
  await phone.keepsPicture('payment');
  await phone.answers('payment', '确认支付');
  await phone.stands('pages/booking/index');
  await phone.reads('已预约');
  await phone.reads('支付成功');
  await phone.keepsPicture('booking');
}
