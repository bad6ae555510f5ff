import type { WechatAnswer } from '../wechat-answer.js';
import { type PayAccount, subMchIdField } from './pay-account.js';
import { readPayJson } from './pay-answers.js';
import { localPayError } from './pay-error.js';
import { payText } from './pay-text.js';
import type { PayTransport } from './pay-transport.js';
import type {
  ReceiverEntry,
  SharingOrder,
  SharingRequest,
  SharingReturn,
  SharingReturnRequest,
} from './profit-sharing-types.js';
import { encryptForWechat } from './sensitive-text.js';

const BASE = '/v3/profitsharing';

/**
 * Profit sharing (`shared/wechat/wechat-pay-v3.md` §10) of direct merchants and of a partner's sub merchants. The order must have been
 * opened with `profitSharing`, and paid at least a minute ago. All throw PayError.
 */
export class ProfitSharingClient {
  constructor(private readonly transport: PayTransport) {}

  /** Idempotent: a receiver that is there already stays. */
  async addReceiver(account: PayAccount, receiver: ReceiverEntry): Promise<void> {
    const name = receiver.name === undefined ? null : encryptForWechat(account, receiver.name);
    await this.post(account, `${BASE}/receivers/add`, name?.serial, {
      type: receiver.type,
      account: receiver.account,
      ...(name && { name: name.ciphertext }),
      relation_type: receiver.relation,
      ...(receiver.customRelation !== undefined && { custom_relation: receiver.customRelation }),
    });
  }

  async deleteReceiver(account: PayAccount, receiver: Pick<ReceiverEntry, 'type' | 'account'>): Promise<void> {
    await this.post(account, `${BASE}/receivers/delete`, undefined, { type: receiver.type, account: receiver.account });
  }

  /** Success means accepted. Repeat with the same `outOrderNo` and values only. */
  async share(account: PayAccount, request: SharingRequest): Promise<SharingOrder> {
    const path = `${BASE}/orders`;
    let serial: string | undefined;
    const receivers = request.shares.map(({ type, account: to, name, amountFen, description }) => {
      const sealed = name === undefined ? null : encryptForWechat(account, name);
      serial = sealed?.serial ?? serial;
      return {
        type,
        account: to,
        ...(sealed && { name: sealed.ciphertext }),
        amount: amountFen,
        description: payText(description, 80),
      };
    });
    const text = await this.post(account, path, serial, {
      transaction_id: request.transactionId,
      out_order_no: request.outOrderNo,
      receivers,
      unfreeze_unsplit: request.unfreezeRest,
    });
    return readPayJson(path, text, (answer) => orderOf(path, answer, request.outOrderNo));
  }

  async queryOrder(account: PayAccount, transactionId: string, outOrderNo: string): Promise<SharingOrder> {
    const path = `${BASE}/orders/${encodeURIComponent(outOrderNo)}`;
    const text = await this.get(account, path, { transaction_id: transactionId });
    return readPayJson(path, text, (answer) => orderOf(path, answer, outOrderNo));
  }

  /** Takes a share back from a merchant who agreed to it, e.g. before a refund. */
  async returnShare(account: PayAccount, request: SharingReturnRequest): Promise<SharingReturn> {
    const path = `${BASE}/return-orders`;
    const { transport } = this;
    const { text } = await transport.send(account, {
      method: 'POST',
      path,
      body: {
        ...subMchIdField(account),
        out_order_no: request.outOrderNo,
        out_return_no: request.outReturnNo,
        return_mchid: request.returnMchId,
        amount: request.amountFen,
        description: payText(request.description, 80),
      },
    });
    return readPayJson(path, text, returnOf);
  }

  async queryReturn(account: PayAccount, outOrderNo: string, outReturnNo: string): Promise<SharingReturn> {
    const path = `${BASE}/return-orders/${encodeURIComponent(outReturnNo)}`;
    return readPayJson(path, await this.get(account, path, { out_order_no: outOrderNo }), returnOf);
  }

  /** Gives all that is left to the merchant. @param outOrderNo a number of its own */
  async unfreeze(
    account: PayAccount,
    { transactionId, outOrderNo, description }: { transactionId: string; outOrderNo: string; description: string },
  ): Promise<SharingOrder> {
    const path = `${BASE}/orders/unfreeze`;
    const { text } = await this.transport.send(account, {
      method: 'POST',
      path,
      body: {
        ...subMchIdField(account),
        transaction_id: transactionId,
        out_order_no: outOrderNo,
        description: payText(description, 80),
      },
    });
    return readPayJson(path, text, (answer) => orderOf(path, answer, outOrderNo));
  }

  /** Fen of a payment that can still be shared. */
  async unsharedFen(account: PayAccount, transactionId: string): Promise<number> {
    const path = `${BASE}/transactions/${encodeURIComponent(transactionId)}/amounts`;
    return readPayJson(path, await this.get(account, path, {}, false), (answer) => answer.integer('unsplit_amount'));
  }

  /** Partner mode only: how much of an order may be shared, in basis points. */
  async maxRatio(account: PayAccount): Promise<number> {
    if (!account.partner) throw new TypeError('Only a partner can ask for the ratio of a sub merchant.');
    const path = `${BASE}/merchant-configs/${encodeURIComponent(account.partner.subMchId)}`;
    return readPayJson(path, await this.get(account, path, {}, false), (answer) => answer.integer('max_ratio'));
  }

  private async post(account: PayAccount, path: string, serial: string | undefined, members: object): Promise<string> {
    const { partner, appId } = account;
    const { text } = await this.transport.send(account, {
      method: 'POST',
      path,
      ...(serial !== undefined && { platformSerial: serial }),
      body: {
        ...subMchIdField(account),
        appid: partner?.appId ?? appId,
        ...(partner && { sub_appid: appId }),
        ...members,
      },
    });
    return text;
  }

  private async get(
    account: PayAccount,
    path: string,
    query: Readonly<Record<string, string>>,
    withSub = true,
  ): Promise<string> {
    const all = { ...(withSub && subMchIdField(account)), ...query };
    return (await this.transport.send(account, { method: 'GET', path, query: all })).text;
  }
}

function orderOf(path: string, answer: WechatAnswer, outOrderNo: string): SharingOrder {
  if (answer.filledText('out_order_no') !== outOrderNo)
    throw localPayError('unexpectedAnswer', path, 'out_order_no is not the one asked for');
  return {
    orderId: answer.filledText('order_id'),
    outOrderNo,
    transactionId: answer.filledText('transaction_id'),
    state: oneOf(answer, 'state', ['PROCESSING', 'FINISHED']),
    receivers: answer.optionalList('receivers', (item) => ({
      type: item.filledText('type'),
      account: item.filledText('account'),
      amountFen: item.integer('amount'),
      result: oneOf(item, 'result', ['PENDING', 'SUCCESS', 'CLOSED']),
      failReason: item.optionalText('fail_reason') || null,
    })),
  };
}

function returnOf(answer: WechatAnswer): SharingReturn {
  return {
    outOrderNo: answer.filledText('out_order_no'),
    outReturnNo: answer.filledText('out_return_no'),
    amountFen: answer.integer('amount'),
    result: oneOf(answer, 'result', ['PROCESSING', 'SUCCESS', 'FAILED']),
    failReason: answer.optionalText('fail_reason') || null,
  };
}

function oneOf<T extends string>(answer: WechatAnswer, name: string, known: readonly T[]): T {
  const value = known.find((candidate) => candidate === answer.text(name));
  if (value === undefined) throw answer.unexpected(name, `one of ${known.join(', ')}`);
  return value;
}
