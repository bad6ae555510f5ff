import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ComplaintNotices } from '#commerce/complaints/complaint-notices.js';
import type { PaymentNotices } from '#commerce/payments/payment-notices.js';
import { languageOf, toProblem } from '#kernel/http/problem-answer.js';
import type { ShopDirectory } from '../routing/shop-directory.js';

const MAX_NOTICE_BYTES = 64 * 1024;

/**
 * Where WeChat Pay reports payments, refunds and complaints (shared/wechat/wechat-pay-v3.md §6). The signature covers the body byte for byte, so
 * these routes live in a scope of their own where nothing parses it. 204 only after the effect is committed; anything else makes
 * WeChat send the notice again.
 */
export function addPaymentNotices(
  fastify: FastifyInstance,
  shops: ShopDirectory,
  notices: PaymentNotices,
  complaints: ComplaintNotices,
): void {
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_NOTICE_BYTES }, (_request, body, parsed) =>
      parsed(null, body),
    );
    const receivers = { payments: notices, refunds: notices, complaints };
    for (const [kind, receiver] of Object.entries(receivers)) {
      scope.post(`/pay/wechat/:appId/${kind}`, async (request, reply) => {
        try {
          await receive(request, shops, receiver);
          return await reply.code(204).send();
        } catch (error) {
          return refuse(error, request, reply);
        }
      });
    }
    done();
  });
}

async function receive(
  request: FastifyRequest,
  shops: ShopDirectory,
  notices: PaymentNotices | ComplaintNotices,
): Promise<void> {
  // A merchant who left or was suspended still has orders that are paid and refunded.
  const shop = await shops.find((request.params as { appId: string }).appId);
  await notices.receive(shop.tenantId, shop.appId, {
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  });
}

/** WeChat wants `{code, message}`; status and reason come from the problem. */
function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request);
  const { detail } = problem.toDocument(languageOf(request));
  if (problem.status >= 500) request.log.error({ err: error }, 'payment notice failed');
  // WeChat sends wrong signatures on purpose now and then, to see them refused: nothing is wrong.
  else if (problem.options.params?.['reason'] === 'probe') request.log.debug('payment notice was a probe');
  else
    request.log.warn(
      { problem: problem.code, detail, appId: (request.params as { appId: string }).appId },
      'payment notice refused',
    );
  return reply.code(problem.status).send({ code: 'FAIL', message: detail });
}
