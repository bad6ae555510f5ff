import type { FastifyReply, FastifyRequest } from 'fastify';

/** What only the holder of a preview's key may see: read for this one call, kept nowhere, also not by whoever stands in between. */
export class DraftAnswer {
  constructor(private readonly document: unknown) {}

  send(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return reply
      .header('cache-control', 'private, no-store')
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify(this.document));
  }
}
