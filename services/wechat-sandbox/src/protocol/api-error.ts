import { randomBytes } from 'node:crypto';
import { errorTexts } from './error-texts.js';

/** A refusal in WeChat's language: HTTP 200 with this errcode. */
export class ApiError extends Error {
  constructor(
    readonly errcode: number,
    text?: string,
  ) {
    super(text ?? errorTexts[errcode] ?? 'system error');
  }
}

/** `<8hex>-<8hex>-<8hex>`, the request id WeChat puts into every errmsg. */
export function newRid(): string {
  const seconds = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, '0');
  const tail = randomBytes(8).toString('hex');
  return `${seconds}-${tail.slice(0, 8)}-${tail.slice(8)}`;
}
