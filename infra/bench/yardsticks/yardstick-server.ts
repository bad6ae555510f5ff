import { fastify, type FastifyInstance } from 'fastify';

/** Fastify as it comes, with nothing of ours: what the product is measured against. */
export function bareFastify(): FastifyInstance {
  return fastify({ logger: false });
}

/** One piece of one thing. */
export const purchaseOfOne = { type: 'object', required: ['number'], properties: { number: { type: 'string' } } };

/** Serves on YARDSTICK_PORT of 127.0.0.1, and says so under the address that the bench waits for. */
export async function serve(server: FastifyInstance): Promise<void> {
  server.get('/health/ready', () => ({ status: 'ok' }));
  await server.listen({ host: '127.0.0.1', port: Number(required('YARDSTICK_PORT')) });
  process.once('SIGTERM', () => process.exit(0));
}

export function required(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is missing: yardsticks are started by the bench.`);
  return value;
}
