import { ANSWER_HEADER, type PlayKind, type ProxiedAnswer, type ProxiedRequest, REQUEST_HEADER } from '../format.js';
import { WxError } from './interface.js';

export interface NetworkAnswer extends ProxiedAnswer {
  readonly body: ArrayBuffer;
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
}

/** Sends what the mini-program sends through the player's own server, which passes it on as WeChat's client would. */
export async function send(
  request: ProxiedRequest,
  body: BodyInit | null,
  signal: AbortSignal,
): Promise<NetworkAnswer> {
  const response = await fetch(new URL('request', document.baseURI), {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      [REQUEST_HEADER]: encodeURIComponent(JSON.stringify(request)),
    },
    body,
    signal,
    credentials: 'omit',
  });
  const described = response.headers.get(ANSWER_HEADER);
  if (response.status === 504) throw new WxError('timeout', { errno: 5 });
  if (!described) throw new WxError(await problemText(response));
  const answer = JSON.parse(decodeURIComponent(described)) as ProxiedAnswer;
  return { ...answer, body: await response.arrayBuffer() };
}

/** WeChat's side of a dialog, played by the server. Throws its refusal in words. */
export async function play(kind: PlayKind, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(`play/${kind}`, document.baseURI), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'omit',
  });
  if (!response.ok) throw new WxError(await problemText(response));
  return (await response.json()) as Record<string, unknown>;
}

export async function problemText(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  return problem.detail ?? problem.title ?? `${response.status}`;
}
