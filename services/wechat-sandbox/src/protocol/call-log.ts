export interface LoggedCall {
  at: number;
  method: string;
  path: string;
  appid: string | null;
  /** WeChat's errcode, or WeChat Pay's error code; 0 when the call succeeded. */
  errcode: number | string;
  status: number;
  rid: string;
  ms: number;
  request: string;
  response: string;
}

const KEPT_CALLS = 3000;
const KEPT_TEXT = 2000;

/** Every call received, for `GET /sandbox/calls` and rid/get. Kept in memory only. */
export class CallLog {
  private calls: LoggedCall[] = [];
  private counts = new Map<string, { path: string; appid: string | null; count: number; errors: number }>();

  record(call: LoggedCall): void {
    const isError = call.errcode !== 0 || call.status >= 400;
    this.calls.push({
      ...call,
      request: call.request.slice(0, KEPT_TEXT),
      response: call.response.slice(0, KEPT_TEXT),
    });
    if (this.calls.length > KEPT_CALLS) this.calls = this.calls.slice(-KEPT_CALLS / 2);
    const key = `${call.path} ${call.appid ?? ''}`;
    const entry = this.counts.get(key) ?? { path: call.path, appid: call.appid, count: 0, errors: 0 };
    this.counts.set(key, { ...entry, count: entry.count + 1, errors: entry.errors + (isError ? 1 : 0) });
  }

  findByRid(rid: string): LoggedCall | null {
    return this.calls.find((call) => call.rid === rid) ?? null;
  }

  /** `path` is exact, or a prefix when it ends in `*`; newest first. */
  list(filter: { path?: string | undefined; appid?: string | undefined; limit: number }) {
    const matches = (entry: { path: string; appid: string | null }): boolean =>
      (filter.path === undefined || pathMatches(filter.path, entry.path)) &&
      (filter.appid === undefined || filter.appid === entry.appid);
    const counts = [...this.counts.values()].filter(matches);
    const items = this.calls
      .filter(matches)
      .slice(-filter.limit)
      .reverse()
      .map(({ request: _request, response: _response, ...shown }) => shown);
    return { total: counts.reduce((sum, entry) => sum + entry.count, 0), counts, items };
  }

  clear(): void {
    this.calls = [];
    this.counts.clear();
  }
}

export const pathMatches = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
