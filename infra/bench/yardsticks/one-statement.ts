import { Pool } from 'pg';
import { bareFastify, required, serve } from './yardstick-server.js';

// One prepared statement per request over a lean schema: no tenancy lock, no contracts, no prices from anywhere else.
const server = bareFastify();
// As many connections as the runtime's pool has.
const pool = new Pool({ connectionString: required('DATABASE_URL'), max: 10 });

const LIST = {
  name: 'list',
  text: 'select id, title, price_fen, stock, detail from yardstick.item where shop = $1 and id > $2 order by id limit 20',
};
server.get<{ Params: { shop: string; after: string } }>('/shops/:shop/items/after/:after', async ({ params }) => {
  const { rows } = await pool.query({ ...LIST, values: [params.shop, params.after] });
  return { items: rows as unknown[] };
});

const ITEM = {
  name: 'item',
  text: 'select id, title, price_fen, stock, detail from yardstick.item where shop = $1 and id = $2',
};
server.get<{ Params: { shop: string; item: string } }>('/shops/:shop/items/:item', async ({ params }) => {
  const { rows } = await pool.query({ ...ITEM, values: [params.shop, params.item] });
  return rows[0] as unknown;
});

interface CartAddition {
  readonly shop: number;
  readonly buyer: number;
  readonly item: number;
  readonly quantity: number;
}

const integer = { type: 'integer' };
const cartSchema = {
  type: 'object',
  required: ['shop', 'buyer', 'item', 'quantity'],
  properties: { shop: integer, buyer: integer, item: integer, quantity: integer },
};
const ADD = {
  name: 'add',
  text: `insert into yardstick.cart_line as l (shop, buyer, item, quantity) values ($1, $2, $3, $4)
    on conflict (shop, buyer, item) do update set quantity = least(l.quantity + excluded.quantity, 999) returning quantity`,
};
server.post<{ Body: CartAddition }>('/cart', { schema: { body: cartSchema } }, async ({ body }) => {
  const { rows } = await pool.query({ ...ADD, values: [body.shop, body.buyer, body.item, body.quantity] });
  return rows[0] as unknown;
});

interface Purchase {
  readonly shop: number;
  readonly buyer: number;
  readonly number: string;
  readonly items: number[];
  readonly quantities: number[];
  readonly address: Record<string, string>;
}

const integers = { type: 'array', items: integer };
const purchaseSchema = {
  type: 'object',
  required: ['shop', 'buyer', 'number', 'items', 'quantities', 'address'],
  properties: {
    shop: integer,
    buyer: integer,
    number: { type: 'string' },
    items: integers,
    quantities: integers,
    address: { type: 'object' },
  },
};
// Guarded decrement, order and lines. With too little stock the division by zero undoes the statement.
const BUY = {
  name: 'buy',
  text: `
    with wanted as (
      select * from unnest($4::int[], $5::int[]) as w (item, quantity)
    ), taken as (
      update yardstick.item i set stock = i.stock - w.quantity from wanted w
      where i.shop = $1 and i.id = w.item and i.stock >= w.quantity
      returning i.id, i.title, i.price_fen, w.quantity
    ), placed as (
      insert into yardstick.purchase (shop, buyer, number, total_fen, address)
      select $1, $2, $3, sum(price_fen * quantity) / (count(*) = cardinality($4::int[]))::int, $6 from taken returning id
    ), lines as (
      insert into yardstick.purchase_line (purchase, shop, item, quantity, price_fen, title)
      select placed.id, $1, taken.id, taken.quantity, taken.price_fen, taken.title from placed, taken
    )
    select id from placed`,
};
server.post<{ Body: Purchase }>('/purchases', { schema: { body: purchaseSchema } }, async ({ body }, reply) => {
  const { shop, buyer, number, items, quantities, address } = body;
  const values = [shop, buyer, number, items, quantities, JSON.stringify(address)];
  const { rows } = await pool.query({ ...BUY, values });
  return reply.code(201).send(rows[0] as unknown);
});

await serve(server);
