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
  ip: string;
  request: string;
  response: string;
}

const KEPT_CALLS = 3000;
const KEPT_TEXT = 2000;
const KEPT_MS = 7 * 86_400_000;
/** A fleet has more pairs of path and account than anybody wants to read. */
const SHOWN_COUNTS = 1000;

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
    const entry = this.counts.get(key);
    if (entry) {
      entry.count += 1;
      if (isError) entry.errors += 1;
    } else this.counts.set(key, { path: call.path, appid: call.appid, count: 1, errors: isError ? 1 : 0 });
  }

  /** Null when it is older than seven days, or was too many calls ago. */
  findByRid(rid: string): LoggedCall | null {
    return this.calls.find((call) => call.rid === rid && call.at > Date.now() - KEPT_MS) ?? null;
  }

  age(ms: number): void {
    for (const call of this.calls) call.at -= ms;
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
      .map(({ request: _request, response: _response, ip: _ip, ...shown }) => shown);
    const total = counts.reduce((sum, entry) => sum + entry.count, 0);
    return { total, counts: counts.slice(0, SHOWN_COUNTS), items };
  }

  clear(): void {
    this.calls = [];
    this.counts.clear();
  }
}

const pathMatches = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
