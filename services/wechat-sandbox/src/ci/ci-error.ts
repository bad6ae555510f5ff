/** A refusal in the uploader's language: HTTP 200 with `{errCode, errMsg}`. */
export class CiError extends Error {
  constructor(
    readonly errCode: number,
    readonly errMsg: string,
  ) {
    super(errMsg);
  }
}

/** Key of another account, reset or damaged (miniprogram-ci.md §4.2). */
export const WRONG_KEY = new CiError(-1, 'get new ticket fail: innerCode: -80011');
/** The signature is of this key, but not over a random string that waits for it: replayed, expired or of another AppID. */
export const SPENT_TICKET = new CiError(-1, 'get new ticket fail: innerCode: -80002');

export const invalidIp = (ip: string): CiError =>
  new CiError(
    -10_008,
    `invalid ip: ${ip}, reference: https://developers.weixin.qq.com/miniprogram/dev/devtools/ci.html`,
  );

/** WeChat publishes no numbers for the rest; the sandbox uses -1 and a sentence. */
export const refused = (sentence: string): CiError => new CiError(-1, sentence);
