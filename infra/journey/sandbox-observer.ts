export interface SentNotice {
  readonly eventType: string;
  readonly state: string;
  readonly forged: number;
  /** Copies with a wrong signature that were taken for true. */
  readonly forgedAccepted: number;
}

/** Settings of the sandbox and its record of calls, for tests. */
export class SandboxObserver {
  constructor(private readonly baseUrl: string) {}

  async change(settings: object): Promise<void> {
    await this.ask('/sandbox/settings', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    });
  }

  /** Faults that have not struck yet. */
  async openFaults(): Promise<number> {
    const { faults } = await this.ask<{ faults: readonly unknown[] }>('/sandbox/settings');
    return faults.length;
  }

  /** Audits that WeChat has counted for an applet. */
  async countAudits(appId: string): Promise<number> {
    const { audits } = await this.ask<{ audits: readonly unknown[] }>(`/sandbox/apps/${appId}`);
    return audits.length;
  }

  /** WeChat's trade bills of a merchant number lie from now on: they miss a payment, show a fen too much for one, or one that never was. */
  async falsifyBill(mchid: string, kind: 'missing' | 'amount' | 'extra', outTradeNo: string): Promise<void> {
    await this.ask('/sandbox/pay/bill-faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mchid, kind, outTradeNo }),
    });
  }

  /** Faults of pay notices that have not struck yet. */
  async openNoticeFaults(): Promise<number> {
    const { noticeFaults } = await this.ask<{ noticeFaults: Record<string, number> }>('/sandbox/settings');
    const { lateSeconds: _lateSeconds, ...counters } = noticeFaults;
    return Object.values(counters).reduce((sum, count) => sum + count, 0);
  }

  /** What became of the pay notices about one order. */
  async listNotices(outTradeNo: string): Promise<readonly SentNotice[]> {
    return (await this.ask<{ items: readonly SentNotice[] }>(`/sandbox/pay/notices?outTradeNo=${outTradeNo}`)).items;
  }

  private async ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(this.baseUrl + path, init);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}
