import type { AppId } from '#kernel/identity/ids.js';
import { problemCatalogue } from '#kernel/problems/catalogue.js';
import { Problem } from '#kernel/problems/problem.js';
import type { SubmissionHindrance } from '../submissions/submission.js';

/** What the official uploader threw; `code` is its own (`shared/wechat/miniprogram-ci.md` §4.1), null when the process broke off. */
export interface UploadError {
  readonly code: number | null;
  readonly message: string;
}

export interface UploadFailure {
  readonly problem: SubmissionHindrance;
  /** False when only a person can change the outcome. */
  readonly mayPass: boolean;
}

const NETWORK =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|socket hang up|tunneling socket|certificate/i;
/** 10005 to 10046 and 20000: the uploader's own checks and compilers. */
const LOCAL_CHECK = (code: number | null) => code !== null && ((code >= 10_000 && code < 20_000) || code === 20_000);

/** Which problem it is, who must act, and whether trying again makes sense. The server's errors are texts (§4.2). */
export function uploadFailure(appId: AppId, { code, message }: UploadError): UploadFailure {
  const reason = reasonOf(message);
  const ip = /invalid ip:\s*([0-9a-f.:]+)/i.exec(message)?.[1];
  if (ip !== undefined) return final('operator', new Problem('upload.ip_refused', { params: { ip, appId } }));
  if (code === 20_002 || /innerCode:\s*-800(02|11)\b/.test(message))
    return final('merchant', new Problem('upload_key.refused', { params: { appId } }));
  if (/exceed max limit/i.test(message))
    return final('operator', new Problem('upload.too_large', { params: { reason } }));
  if (code === null || NETWORK.test(message))
    return { ...final('platform', new Problem('upload.unreachable', { params: { reason } })), mayPass: true };
  if (LOCAL_CHECK(code)) return final('operator', new Problem('upload.package_refused', { params: { reason } }));
  // Nobody lists WeChat's other errors, and some come and go.
  return { ...final('platform', new Problem('upload.refused', { params: { reason } })), mayPass: true };
}

/** A problem of our own that stands in the way, e.g. a key that was removed meanwhile. */
export function final(actor: SubmissionHindrance['actor'], problem: Problem): UploadFailure {
  const detail = { zh: problem.toDocument('zh').detail, en: problem.toDocument('en').detail };
  return {
    mayPass: false,
    problem: { code: problem.code, title: problemCatalogue[problem.code].title, detail, actor },
  };
}

/** WeChat's own sentence when the message holds its JSON, else the message's first line; never longer than a screen shows. */
function reasonOf(message: string): string {
  const text = /"errMsg"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message.split('\n')[0] ?? '';
  return text.replace(/^(Error:\s*)+/, '').slice(0, 300);
}
