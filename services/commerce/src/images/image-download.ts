import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

export const MAX_IMAGE_BYTES = 5 * 1024 * 1024;
const MAX_REDIRECTS = 3;
const TIMEOUT_MS = 10_000;

/** Why an image could not be had, in a sentence for the merchant's warning. */
export class ImageUnreachable extends Error {
  override readonly name = 'ImageUnreachable';

  constructor(
    message: string,
    /** The host itself did not answer: its other images would fare no better at the moment. */
    readonly isHostSilent = false,
  ) {
    super(message);
  }
}

/** Tells whether an address may be asked; tests allow their loopback server. */
export type AddressPolicy = (address: string) => boolean;

/** Only the public internet: an import must not become a look into the operator's own network. */
export const publicAddressesOnly: AddressPolicy = (address) => {
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast';
};

/**
 * Fetches an image over http(s). The name is resolved once and the connection goes to that very address, so that a second answer
 * of the name server cannot lead inside; every redirect is checked the same way.
 * @throws ImageUnreachable
 */
export async function downloadImage(address: string, allowed: AddressPolicy, signal: AbortSignal): Promise<Buffer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  let url = new URL(address);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const answer = await ask(url, allowed, limit);
    if (!(answer instanceof URL)) return answer;
    url = answer;
  }
  throw new ImageUnreachable(`more than ${MAX_REDIRECTS} redirects`);
}

async function ask(url: URL, allowed: AddressPolicy, signal: AbortSignal): Promise<Buffer | URL> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new ImageUnreachable(`${url.protocol} is not supported`);
  const target = await resolve(url.hostname, allowed);
  const client = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(error instanceof ImageUnreachable ? error : new ImageUnreachable(reasonOf(error, signal), true));
    const options = {
      lookup: pinned(target),
      signal,
      headers: { accept: 'image/*', 'user-agent': 'Xiaopu image import' },
    };
    const request = client.get(url, options, (response) => {
      const status = response.statusCode ?? 0;
      const location = response.headers.location;
      if (status >= 300 && status < 400 && location !== undefined) {
        response.destroy();
        if (URL.canParse(location, url.href)) resolve(new URL(location, url));
        else fail(new ImageUnreachable('the redirect leads nowhere'));
      } else if (status === 200) {
        collect(response).then(resolve, fail);
      } else {
        response.destroy();
        fail(new ImageUnreachable(`the server answered ${status}`));
      }
    });
    request.on('error', fail);
  });
}

async function collect(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_IMAGE_BYTES) {
      response.destroy();
      throw new ImageUnreachable('the image is larger than 5 MB');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function resolve(hostname: string, allowed: AddressPolicy) {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const addresses = await lookup(bare, { all: true }).catch(() => {
    throw new ImageUnreachable(`the host ${bare} is unknown`, true);
  });
  const [first] = addresses;
  // One inner address among several is enough to refuse: which one a connection takes is chance.
  if (!first || !addresses.every(({ address }) => allowed(address))) {
    throw new ImageUnreachable(`the host ${bare} is not on the public internet`);
  }
  return first;
}

function pinned(target: { address: string; family: number }): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [target]);
    else callback(null, target.address, target.family);
  };
}

function reasonOf(error: Error, signal: AbortSignal): string {
  if (signal.aborted) return 'the server took too long';
  return (error as { code?: string }).code ?? error.message;
}
