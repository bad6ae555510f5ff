import {
  getPaymentAccount,
  savePaymentAccount,
} from '../../../services/control-plane/src/commerce/payment-account.contract.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import type { JourneyContext } from '../journey-context.js';
import { each, type Station } from '../station.js';

/** Each merchant's own WeChat Pay account is entered; a known one stays. */
export const payAccounts: Station<JourneyContext> = {
  name: 'pay accounts entered',
  async run({ agency, sandbox, travellers }, progress) {
    let opened = 0;
    await each(travellers, async ({ merchantId, appId, name }, index) => {
      const params = { merchantId, appId };
      const known = await agency.call(getPaymentAccount, { params }).catch((error: unknown) => {
        if (error instanceof ProblemAnswer && error.problem.code === 'payment_account.missing') return null;
        throw error;
      });
      if (known === null) {
        const { mchid, ...keys } = await sandbox.openPayAccount(appId);
        const { serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem } = keys;
        const body = { mchId: mchid, serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem };
        await agency.call(savePaymentAccount, { params, body });
        opened += 1;
      }
      progress(index + 1, travellers.length, name);
    });
    return { count: travellers.length, remark: `${opened} new, ${travellers.length - opened} known` };
  },
};
