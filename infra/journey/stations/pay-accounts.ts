import { getPayPartner, savePayPartner } from '../../../services/control-plane/src/commerce/pay-partner.contract.js';
import {
  getPaymentAccount,
  savePaymentAccount,
} from '../../../services/control-plane/src/commerce/payment-account.contract.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import type { JourneyContext, Traveller } from '../journey-context.js';
import { each, type Station } from '../station.js';

/** The platform's own official account, which its partner number is bound to. */
const PLATFORM_APP = 'wx00000000000000f0';

/** Each merchant's way to be paid is entered: one joins the platform as a partner's sub merchant, the others have accounts of their own. */
export const payAccounts: Station<JourneyContext> = {
  name: 'pay accounts entered',
  async run(context, progress) {
    const { agency, travellers } = context;
    let opened = 0;
    await each(travellers, async (traveller, index) => {
      const params = { merchantId: traveller.merchantId, appId: traveller.appId };
      const known = await orMissing(agency.call(getPaymentAccount, { params }), 'payment_account.missing');
      if (known === null) {
        const isPartner = index === 1;
        const body = isPartner ? await subMerchant(context, traveller) : await ownAccount(context, traveller);
        await agency.call(savePaymentAccount, { params, body });
        opened += 1;
      }
      progress(index + 1, travellers.length, traveller.name);
    });
    const remark = `${opened} new, ${travellers.length - opened} known; one is paid through the platform as a partner`;
    return { count: travellers.length, remark: travellers.length > 1 ? remark : `${opened} new` };
  },
};

export async function ownAccount({ sandbox }: JourneyContext, { appId }: Traveller) {
  const { mchid, serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem } =
    await sandbox.openPayAccount(appId);
  return { mchId: mchid, serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem };
}

async function subMerchant({ operator, sandbox }: JourneyContext, { appId }: Traveller) {
  const partner =
    (await orMissing(operator.call(getPayPartner), 'pay_partner.missing')) ??
    (await operator.call(savePayPartner, { body: await platformAccount(sandbox) }));
  return { mode: 'partner' as const, subMchId: await sandbox.joinPartner(appId, partner.mchId) };
}

async function platformAccount(sandbox: JourneyContext['sandbox']) {
  const { mchid, serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem } =
    await sandbox.openPartnerAccount(PLATFORM_APP);
  const keys = { serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem };
  return { appId: PLATFORM_APP, mchId: mchid, ...keys };
}

export async function orMissing<Answer>(call: Promise<Answer>, code: string): Promise<Answer | null> {
  return call.catch((error: unknown) => {
    if (error instanceof ProblemAnswer && error.problem.code === code) return null;
    throw error;
  });
}
