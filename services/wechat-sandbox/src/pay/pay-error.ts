export interface ErrorDetail {
  /** JSON pointer of the field in the body, or the name of a query parameter or header. */
  field: string;
  value?: unknown;
  issue: string;
  location: 'body' | 'query' | 'header' | 'authorization';
  /** What WeChat Pay would have signed; only with SIGN_ERROR. */
  sign_information?: object;
}

/** A refusal of WeChat Pay: HTTP status, code and message (wechat-pay-v3.md §8). */
export class PayError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    text: string,
    readonly detail?: ErrorDetail,
    /** The number after the dash of Request-ID. */
    readonly innerCode = 0,
  ) {
    super(text);
  }
}

export const parameterError = (field: string, value: unknown, issue: string, innerCode = 268435461): PayError =>
  new PayError(400, 'PARAM_ERROR', '参数错误', { field, value, issue, location: 'body' }, innerCode);

export const queryError = (field: string, value: unknown, issue: string, innerCode = 268435461): PayError =>
  new PayError(400, 'PARAM_ERROR', '参数错误', { field, value, issue, location: 'query' }, innerCode);

export const invalidRequest = (text: string, innerCode = 0): PayError =>
  new PayError(400, 'INVALID_REQUEST', text, undefined, innerCode);
