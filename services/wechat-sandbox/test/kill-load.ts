import { strict as assert } from 'node:assert';
import { type Json, sampleExtJson, type StartedSandbox } from './started-sandbox.js';

/** Something the sandbox has answered, and the question whose answer shows that it is still so. */
export interface Change {
  kind: 'account' | 'code' | 'payment';
  isThere(client: StartedSandbox): Promise<void>;
}

type Note = (change: Change) => void;

/** Registers, authorises and plans audits. */
export async function changeAccounts(client: StartedSandbox, name: string, note: Note): Promise<void> {
  for (let index = 0; ; index++) {
    const { appid } = await client.knob('POST', '/sandbox/apps', { nickname: `${name} ${index}` });
    await client.knob('POST', `/sandbox/apps/${String(appid)}/authorize`, {});
    await client.knob('POST', `/sandbox/apps/${String(appid)}/audit-plan`, { verdicts: ['reject', 'approve'] });
    note({
      kind: 'account',
      isThere: async (later) =>
        expect(await later.knob('GET', `/sandbox/apps/${String(appid)}`)).toMatchObject({
          authorized: true,
          auditPlan: [{ verdict: 'reject' }, { verdict: 'approve' }],
        }),
    });
  }
}

/** Commits to accounts that were seeded, and submits for audit. */
export async function commitCode(client: StartedSandbox, templateId: number, from: string, note: Note): Promise<void> {
  const { items } = (await client.knob('GET', `/sandbox/tokens?prefix=f1ee7&cursor=${from}&limit=1000`)) as {
    items: { appid: string; accessToken: string }[];
  };
  for (const { appid, accessToken } of items) {
    const commit = {
      template_id: templateId,
      ext_json: sampleExtJson(appid),
      user_version: `1.0.${from}`,
      user_desc: appid,
    };
    done(await client.post(`/wxa/commit?access_token=${accessToken}`, commit));
    done(await client.post(`/wxa/submit_audit?access_token=${accessToken}`, { version_desc: '说明' }));
    note({
      kind: 'code',
      isThere: async (later) =>
        expect(await later.knob('GET', `/sandbox/apps/${appid}`)).toMatchObject({
          trial: { userVersion: `1.0.${from}`, userDesc: appid },
          audits: [{ status: 2, userVersion: `1.0.${from}` }],
        }),
    });
  }
}

/** Orders, pays, and refunds a part. */
export async function payAndRefund(client: StartedSandbox, merchant: Json, note: Note): Promise<void> {
  const appid = (merchant['appids'] as string[])[0] ?? '';
  const { openid } = await client.knob('POST', `/sandbox/apps/${appid}/login-code`, { user: 'shopper' });
  for (let index = 0; ; index++) {
    const number = `K${String(merchant['mchid'])}N${String(index).padStart(6, '0')}`;
    const prepay = await client.pay(merchant, 'POST', '/v3/pay/transactions/jsapi', {
      appid,
      mchid: merchant['mchid'],
      description: '明前龙井',
      out_trade_no: number,
      notify_url: 'http://127.0.0.1:9/pay',
      amount: { total: 1000 },
      payer: { openid },
    });
    const { prepay_id: prepayId } = (await prepay.json()) as { prepay_id: string };
    const { transactionId } = await client.knob('POST', `/sandbox/pay/transactions/${prepayId}/pay-now`, {});
    assert(transactionId);
    const refund = await client.pay(merchant, 'POST', '/v3/refund/domestic/refunds', {
      out_trade_no: number,
      out_refund_no: `R${number}`,
      amount: { refund: 300, total: 1000, currency: 'CNY' },
    });
    assert.equal(refund.status, 200, await refund.text());
    note({
      kind: 'payment',
      isThere: async (later) => {
        const query = `?mchid=${String(merchant['mchid'])}&outTradeNo=${number}`;
        expect(await later.knob('GET', `/sandbox/pay/transactions${query}`)).toMatchObject({
          items: [{ transactionId, totalFen: 1000 }],
        });
        expect(await later.knob('GET', `/sandbox/pay/refunds${query}`)).toMatchObject({
          items: [{ outRefundNo: `R${number}`, refundFen: 300 }],
        });
      },
    });
  }
}

const done = (answer: Json): void => assert.equal(answer['errcode'], 0, JSON.stringify(answer));
