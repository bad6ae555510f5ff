import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Buyer } from '#commerce/orders/order-placement.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Shop } from '../routing/shop-routes.repository.js';

/** The shop of the AppID in the path. */
export const ShopParam = createParamDecorator((_: unknown, context: ExecutionContext): Shop => {
  return shopOf(context.switchToHttp().getRequest<FastifyRequest>());
});

/** The shopper of an endpoint whose contract says `access: { kind: 'shopper' }`, with tenant and AppID. */
export const ShopperParam = createParamDecorator((_: unknown, context: ExecutionContext): Buyer => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { tenantId, appId } = shopOf(request);
  if (request.shopperId === null) throw new Problem('shopper.login_required');
  return { tenantId, appId, shopperId: request.shopperId };
});

export function shopOf(request: FastifyRequest): Shop {
  if (request.shop === null) throw new Problem('applet.unknown', { params: { appId: '' } });
  return request.shop;
}
