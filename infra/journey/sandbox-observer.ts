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

  private async ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(this.baseUrl + path, init);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}
