import type { FastifyInstance } from 'fastify';
import type { World } from '../world.js';
import { ciAccountEndpoints } from './account-calls.js';
import { registerCiEndpoints } from './ci-endpoint.js';
import { ciSourceMapEndpoints } from './source-maps.js';
import { ciUploadEndpoints } from './upload-calls.js';

/** Everything that miniprogram-ci asks of servicewechat.com. */
export function registerCi(app: FastifyInstance, world: World): void {
  registerCiEndpoints(app, world, [...ciAccountEndpoints, ...ciUploadEndpoints, ...ciSourceMapEndpoints]);
}
