/** A refusal of WeChat Pay: HTTP status, code and message (wechat-pay-v3.md §8). */
export class PayError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    text: string,
    readonly detail?: { field: string; value?: unknown; issue: string; location: 'body' | 'query' | 'authorization' },
    /** The number after the dash of Request-ID. */
    readonly innerCode = 0,
  ) {
    super(text);
  }
}

export const parameterError = (field: string, value: unknown, issue: string, innerCode = 268435461): PayError =>
  new PayError(400, 'PARAM_ERROR', '参数错误', { field, value, issue, location: 'body' }, innerCode);
