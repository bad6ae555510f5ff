import { Redis } from 'ioredis';
import { bareFastify, purchaseOfOne, required, serve } from './yardstick-server.js';

// One guarded decrement by a script inside Redis, answered at once: nothing is durable, and no order is written at all.
const server = bareFastify();
const redis = new Redis(required('REDIS_URL'), { enableAutoPipelining: true });
const TAKE = `
  local stock = redis.call('GET', KEYS[1])
  if not stock or tonumber(stock) < 1 then return 0 end
  redis.call('DECR', KEYS[1])
  redis.call('RPUSH', KEYS[2], ARGV[1])
  return 1`;
redis.defineCommand('take', { numberOfKeys: 2, lua: TAKE });
const take = (redis as unknown as { take(stock: string, queue: string, number: string): Promise<number> }).take.bind(
  redis,
);

server.post<{ Body: { number: string } }>('/buys', { schema: { body: purchaseOfOne } }, async ({ body }, reply) => {
  const won = (await take('stock', 'queue', body.number)) === 1;
  return reply.code(won ? 201 : 409).send({ number: body.number });
});
server.put<{ Params: { stock: string } }>('/stock/:stock', async ({ params }) => {
  await redis.del('queue');
  await redis.set('stock', params.stock);
  return {};
});
server.get('/stock', async () => ({ stock: Number(await redis.get('stock')) }));
await serve(server);
