import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RawNotice } from '#commerce/payments/payment-notices.js';
import { languageOf, toProblem } from '#kernel/http/problem-answer.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import type { Problem } from '#kernel/problems/problem.js';
import type { NoticeKind, NoticeOutcome, WechatMetrics } from '#kernel/wechat/wechat-metrics.js';
import type { ShopDirectory } from '../routing/shop-directory.js';

const MAX_NOTICE_BYTES = 64 * 1024;

interface NoticeReceiver {
  receive(tenantId: TenantId, appId: AppId, raw: RawNotice): Promise<void>;
}

/**
 * Where WeChat Pay reports payments, refunds and complaints (shared/wechat/wechat-pay-v3.md §6). The signature covers the body byte for byte, so
 * these routes live in a scope of their own where nothing parses it. 204 only after the effect is committed; anything else makes
 * WeChat send the notice again.
 */
export function addPaymentNotices(
  fastify: FastifyInstance,
  shops: ShopDirectory,
  receivers: Readonly<Record<NoticeKind, NoticeReceiver>>,
  metrics: Pick<WechatMetrics, 'countNotice'>,
): void {
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_NOTICE_BYTES }, (_request, body, parsed) =>
      parsed(null, body),
    );
    for (const kind of ['payments', 'refunds', 'complaints'] as const) {
      scope.post(`/pay/wechat/:appId/${kind}`, async (request, reply) => {
        try {
          await receive(request, shops, receivers[kind]);
        } catch (error) {
          const problem = toProblem(error, request);
          metrics.countNotice(kind, outcomeOf(problem));
          return refuse(error, problem, request, reply);
        }
        metrics.countNotice(kind, 'accepted');
        return reply.code(204).send();
      });
    }
    done();
  });
}

async function receive(request: FastifyRequest, shops: ShopDirectory, receiver: NoticeReceiver): Promise<void> {
  // A merchant who left or was suspended still has orders that are paid and refunded.
  const shop = await shops.find((request.params as { appId: string }).appId);
  request.tenantId = shop.tenantId;
  await receiver.receive(shop.tenantId, shop.appId, {
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  });
}

/** WeChat wants `{code, message}`; status and reason come from the problem. */
function refuse(error: unknown, problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { detail } = problem.toDocument(languageOf(request));
  const tenantId = request.tenantId ?? undefined;
  if (problem.status >= 500) request.log.error({ err: error, tenantId }, 'payment notice failed');
  // WeChat sends wrong signatures on purpose now and then, to see them refused: nothing is wrong.
  else if (outcomeOf(problem) === 'probe') request.log.debug({ tenantId }, 'payment notice was a probe');
  else
    request.log.warn(
      { problem: problem.code, detail, tenantId, appId: (request.params as { appId: string }).appId },
      'payment notice refused',
    );
  return reply.code(problem.status).send({ code: 'FAIL', message: detail });
}

function outcomeOf(problem: Problem): NoticeOutcome {
  if (problem.status >= 500) return 'failed';
  return problem.options.params?.['reason'] === 'probe' ? 'probe' : 'refused';
}
