import { Pool } from 'pg';
import { bareFastify, purchaseOfOne, required, serve } from './yardstick-server.js';

// One hot row, bought from in flights: what has come meanwhile is one statement, answered when it is durable. No prices, no limits, no tenancy.
const server = bareFastify();
const pool = new Pool({ connectionString: required('DATABASE_URL'), max: 2 });

const BUY = {
  name: 'buy-together',
  text: `
    with taken as (
      update yardstick.hot set stock = stock - least(stock, cardinality($1::text[])) where id = 1 returning old.stock - new.stock as pieces
    ), placed as (
      insert into yardstick.purchase (shop, buyer, number, total_fen, address)
      select 1, 1, number, 1000, $2 from taken, unnest($1::text[]) with ordinality as wanted (number, place) where place <= pieces
      returning id
    ), lines as (
      insert into yardstick.purchase_line (purchase, shop, item, quantity, price_fen, title) select id, 1, 1, 1, 1000, 'Item' from placed
    )
    select pieces from taken`,
};
const MOST = 250;

let waiting: { readonly number: string; readonly answer: (won: boolean) => void }[] = [];
let isFlying = false;

async function fly(): Promise<void> {
  isFlying = true;
  while (waiting.length > 0) {
    const flight = waiting.slice(0, MOST);
    waiting = waiting.slice(MOST);
    const values = [flight.map(({ number }) => number), { name: 'A B', city: 'Hangzhou', line: '1 West Lake' }];
    const { rows } = await pool.query<{ pieces: number }>({ ...BUY, values });
    for (const [place, { answer }] of flight.entries()) answer(place < (rows[0]?.pieces ?? 0));
  }
  isFlying = false;
}

server.post<{ Body: { number: string } }>('/buys', { schema: { body: purchaseOfOne } }, async ({ body }, reply) => {
  const won = await new Promise<boolean>((answer) => {
    waiting.push({ number: body.number, answer });
    if (!isFlying) setImmediate(() => void (isFlying ? undefined : fly()));
  });
  return reply.code(won ? 201 : 409).send({ number: body.number });
});
server.put<{ Params: { stock: string } }>('/stock/:stock', async ({ params }) => {
  await pool.query('update yardstick.hot set stock = $1 where id = 1', [params.stock]);
  return {};
});
server.get('/stock', async () => (await pool.query('select stock from yardstick.hot where id = 1')).rows[0] as unknown);
await serve(server);
