import type { FastifyInstance } from 'fastify';
import { registerExchange } from '../protocol/exchange.js';
import type { World } from '../world.js';
import { billDownload } from './bills/bills.js';
import { listenForNotices } from './notices/notices.js';
import { registerPayEndpoints } from './pay-endpoint.js';
import { payEndpoints } from './pay-endpoints.js';
import { listenForRefunds } from './refunds/settle-refund.js';
import { listenForSharing } from './sharing/finish-sharing.js';

/** api.mch.weixin.qq.com. */
export function registerPay(app: FastifyInstance, world: World): void {
  registerPayEndpoints(app, world, payEndpoints);
  registerExchange(app, world, '/v3/billdownload/file', billDownload(world));
}

/** What falls due: notices, refunds, shares. */
export function listenForPay(world: World): void {
  listenForNotices(world);
  listenForRefunds(world);
  listenForSharing(world);
}
