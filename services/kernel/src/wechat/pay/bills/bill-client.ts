import { type PayAccount, type PayCredentials } from '../pay-account.js';
import { readPayJson } from '../pay-answers.js';
import { PayError } from '../pay-error.js';
import type { PayTransport } from '../pay-transport.js';
import { BillFile } from './bill-file.js';
import { malformed } from './bill-table.js';

export interface TradeBillWish {
  /** China's day, `2026-11-21`. */
  readonly day: string;
  /** A partner's bill of one sub merchant; left out: of all of them. */
  readonly subMchId?: string;
}

const DOWNLOAD_MS = 5 * 60_000;

/**
 * Bills of a day (`shared/wechat/wechat-pay-v3.md` §9), there from about 10:00 China time of the next, for three months. Null when
 * nothing happened that day. Discard what is answered.
 * @throws PayError `wechat_pay.bill_not_ready` while WeChat is still writing it
 */
export class BillClient {
  constructor(private readonly transport: PayTransport) {}

  /** All payments and refunds. */
  async tradeBill(account: PayCredentials, { day, subMchId }: TradeBillWish): Promise<BillFile | null> {
    return this.fetch(account, '/v3/bill/tradebill', {
      bill_date: day,
      ...(subMchId !== undefined && { sub_mchid: subMchId }),
      bill_type: 'ALL',
    });
  }

  /** All movements of the merchant's basic account. */
  async fundFlowBill(account: PayAccount, day: string): Promise<BillFile | null> {
    return this.fetch(account, '/v3/bill/fundflowbill', { bill_date: day, account_type: 'BASIC' });
  }

  private async fetch(account: PayCredentials, path: string, query: Record<string, string>): Promise<BillFile | null> {
    const told = await this.tellOrNull(account, path, { ...query, tar_type: 'GZIP' });
    if (!told) return null;
    if (told.hashType.toUpperCase() !== 'SHA1') throw malformed(`its hash is of an unknown type`);
    const signal = AbortSignal.timeout(DOWNLOAD_MS);
    return BillFile.keep(await this.transport.download(account, told.url, signal), told.hash);
  }

  private async tellOrNull(account: PayCredentials, path: string, query: Record<string, string>) {
    try {
      const { text } = await this.transport.send(account, { method: 'GET', path, query });
      return readPayJson(path, text, (answer) => ({
        hashType: answer.filledText('hash_type'),
        hash: answer.filledText('hash_value'),
        url: answer.filledText('download_url'),
      }));
    } catch (error) {
      if (error instanceof PayError && error.problem === 'wechat_pay.bill_missing') return null;
      throw error;
    }
  }
}
