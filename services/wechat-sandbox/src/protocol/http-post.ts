import { type Agent as HttpAgent, request as httpRequest } from 'node:http';
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https';

const KEPT_ANSWER_CHARS = 2000;

/** Connections that are kept; without them each POST has its own. */
export interface KeptConnections {
  http: HttpAgent;
  https: HttpsAgent;
}

/** The receiver had closed a kept connection while it was idle: nothing has reached it. */
export class StaleConnection extends Error {}

/** POSTs and reads the answer; rejects after `timeoutMs` or when nobody answers. (fetch would cost ten more megabytes at rest.) */
export function httpPost(
  url: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
  kept?: KeptConnections,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:');
    const request = (isSecure ? httpsRequest : httpRequest)(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: kept === undefined ? false : kept[isSecure ? 'https' : 'http'],
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          if (text.length < KEPT_ANSWER_CHARS) text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text.slice(0, KEPT_ANSWER_CHARS) }));
        response.on('error', reject);
      },
    );
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    request.on('close', () => clearTimeout(timer));
    request.on('error', (error: NodeJS.ErrnoException) => {
      reject(request.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection(error.message) : error);
    });
    request.end(body);
  });
}
