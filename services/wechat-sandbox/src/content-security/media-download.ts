import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

const MAX_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;

/**
 * The bytes behind an address; null when it may not be asked, does not answer, is no 200 or is larger than 10 MB.
 * Only loopback and `allowedHosts` (`*` for all) are asked: a sandbox must not become a way into somebody's network.
 */
export async function download(address: string, allowedHosts: string, redirects = 0): Promise<Buffer | null> {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || !isAllowed(url.hostname, allowedHosts))
    return null;
  const answer = await get(url);
  if (answer === null || typeof answer !== 'string') return answer;
  return redirects < MAX_REDIRECTS ? download(new URL(answer, url).href, allowedHosts, redirects + 1) : null;
}

function isAllowed(hostname: string, allowedHosts: string): boolean {
  if (/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)) return true;
  const hosts = allowedHosts.split(',').map((host) => host.trim().toLowerCase());
  return hosts.includes('*') || hosts.includes(hostname.toLowerCase());
}

/** Bytes, the address of a redirect, or null. */
function get(url: URL): Promise<Buffer | string | null> {
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, { method: 'GET', agent: false }, (response) => {
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        response.resume();
        resolve(headers.location);
        return;
      }
      if (statusCode !== 200) {
        response.resume();
        resolve(null);
        return;
      }
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      response.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length;
        chunks.push(chunk);
        if (sizeBytes > MAX_BYTES) request.destroy(new Error('too large'));
      });
      response.on('end', () => resolve(Buffer.concat(chunks)));
      response.on('error', () => resolve(null));
    });
    const timer = setTimeout(() => request.destroy(new Error('too slow')), TIMEOUT_MS);
    request.on('close', () => clearTimeout(timer));
    request.on('error', () => resolve(null));
    request.end();
  });
}
