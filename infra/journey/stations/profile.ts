import { getOrderShopper } from '../../../services/control-plane/src/commerce/complaints.contract.js';
import {
  getProfile,
  setAvatar,
  setNickname,
  setPhone,
} from '../../../services/runtime/src/profiles/profiles.contract.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import type { JourneyContext, Visit } from '../journey-context.js';
import { expectThat, type Station, until } from '../station.js';

const PHONE = '13800138000';
// One dark pixel.
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** A shopper says who they are; WeChat looks at every word and picture before anybody else does. */
export const checkProfile: Station<JourneyContext> = {
  name: 'profile checked',
  async run(context) {
    const [visit] = context.visits;
    expectThat(visit !== undefined, 'There is no shopper who could have a profile.');
    const { traveller, params, shopper, orderId } = visit;
    const { appId, merchantId, name } = traveller;
    const code = await context.sandbox.phoneCode(appId, `shopper of ${merchantId}`, PHONE);
    const { phone } = await shopper.call(setPhone, { params, body: { code } });
    expectThat(phone === '138****8000', `${name}: the phone number is shown as ${phone}.`);
    const contact = await context.agency.call(getOrderShopper, { params: { merchantId, orderId } });
    expectThat(contact.phone === PHONE, `${name}: the staff cannot call the shopper.`);

    await context.sandbox.planCheck(appId, 'pass');
    const named = await shopper.call(setNickname, { params, body: { nickname: '小林' } });
    expectThat(named.nickname === '小林', `${name}: the nickname was not taken: ${JSON.stringify(named)}.`);
    await context.sandbox.planCheck(appId, 'risky');
    const refusal = await shopper.call(setNickname, { params, body: { nickname: '坏名字' } }).then(
      () => '',
      (error: unknown) => (error instanceof ProblemAnswer ? error.problem.code : String(error)),
    );
    expectThat(refusal === 'content.refused', `${name}: a risky nickname was answered "${refusal}".`);

    await context.sandbox.planCheck(appId, 'pass');
    await showAvatar(visit);
    return { count: 3, remark: `phone ${phone}, nickname and picture passed, a risky name refused` };
  },
};

async function showAvatar({ params, shopper, traveller }: Visit): Promise<void> {
  const sent = await shopper.with({ 'content-type': 'image/png' }).send(setAvatar, { params, body: PICTURE });
  expectThat(sent.ok, `${traveller.name}: the avatar was refused (${sent.status}): ${await sent.text()}`);
  await until(async () => (await shopper.call(getProfile, { params })).avatarUrl, {
    seconds: 60,
    sentence: () => `${traveller.name}: WeChat's verdict on the avatar did not arrive within a minute.`,
  });
}
