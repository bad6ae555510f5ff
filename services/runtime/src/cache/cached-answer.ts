import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

// Below this size a packet is a packet.
const WORTH_COMPRESSING = 1000;
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** A document that comes as JSON text already. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** An answer as ready bytes. Its compressed forms are made once, when the first client asks for them. */
export class CachedAnswer {
  readonly etag: string;
  private readonly plain: Buffer;
  private gzip: Buffer | null = null;
  private br: Buffer | null = null;

  constructor(document: unknown) {
    this.plain = Buffer.from(document instanceof RawJson ? document.text : JSON.stringify(document));
    // Weak: the same document may travel in three encodings.
    this.etag = `W/"${createHash('sha1').update(this.plain).digest('base64url')}"`;
  }

  /** Upper bound of what it may take up in memory. */
  get sizeBytes(): number {
    return this.plain.length * 2 + 500;
  }

  send(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    reply
      .header('etag', this.etag)
      .header('cache-control', 'no-cache')
      .header('vary', 'Accept-Encoding, Accept-Language');
    const known = request.headers['if-none-match'];
    if (known !== undefined && (known === '*' || known.includes(this.etag))) return reply.code(304).send();
    reply.header('content-type', 'application/json; charset=utf-8');
    const accepted = request.headers['accept-encoding'];
    if (typeof accepted !== 'string' || this.plain.length < WORTH_COMPRESSING) return reply.send(this.plain);
    if (accepts(accepted, 'br')) {
      this.br ??= brotliCompressSync(this.plain, brotli);
      return reply.header('content-encoding', 'br').send(this.br);
    }
    if (accepts(accepted, 'gzip')) {
      this.gzip ??= gzipSync(this.plain);
      return reply.header('content-encoding', 'gzip').send(this.gzip);
    }
    return reply.send(this.plain);
  }
}

function accepts(header: string, coding: 'br' | 'gzip'): boolean {
  return header.includes(coding) && !new RegExp(`\\b${coding}\\s*;\\s*q=0(\\.0+)?\\s*(,|$)`).test(header);
}
