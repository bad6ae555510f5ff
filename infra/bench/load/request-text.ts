import type { LoadRequest } from './load-plan.js';

/** The request as it goes over the wire, HTTP/1.1 with a connection that stays open. */
export function requestText({ method, path, headers = {}, body }: LoadRequest, host: string): string {
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== undefined) lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}
