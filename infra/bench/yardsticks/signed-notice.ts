import { createPublicKey, verify } from 'node:crypto';
import { Pool } from 'pg';
import { bareFastify, required, serve } from './yardstick-server.js';

// One signature checked and one prepared statement per notice: the least that makes a payment known once and for good.
const server = bareFastify();
const pool = new Pool({ connectionString: required('DATABASE_URL'), max: 10 });
const platformKey = createPublicKey(required('NOTICE_PUBLIC_KEY'));

server.removeAllContentTypeParsers();
server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

const BOOK = {
  name: 'book',
  text: `
    with told as (insert into yardstick.notice (id) values ($1) on conflict do nothing returning id)
    update yardstick.payment set state = 'succeeded', succeeded_at = now()
    where number = $2 and amount_fen = $3 and state = 'prepaid' and exists (select from told) returning number`,
};

server.post<{ Body: Buffer }>('/notices', async ({ headers, body }, reply) => {
  const named = (name: string) => String(headers[`wechatpay-${name}`]);
  const message = Buffer.concat([Buffer.from(`${named('timestamp')}\n${named('nonce')}\n`), body, Buffer.from('\n')]);
  const isGenuine = verify('sha256', message, platformKey, Buffer.from(named('signature'), 'base64'));
  if (!isGenuine) return reply.code(401).send();
  const { id, number, amountFen } = JSON.parse(body.toString()) as { id: string; number: string; amountFen: number };
  const { rowCount } = await pool.query({ ...BOOK, values: [id, number, amountFen] });
  return reply.code(rowCount === 1 ? 204 : 409).send();
});

await serve(server);
