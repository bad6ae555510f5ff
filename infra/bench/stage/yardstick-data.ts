import type { Client } from 'pg';

/** Items per shop; the same as products per shop of the product's own data. */
export const ITEMS_PER_SHOP = 50;

/** What a lean product would need and no more, in the same server: integer keys, no tenancy lock, one index per table and purpose. */
export async function makeYardstickData(owner: Client, shops: number): Promise<void> {
  await owner.query(`
    create schema yardstick;
    create table yardstick.item (
      shop int, id int, title text not null, price_fen int not null, stock int not null check (stock >= 0), detail jsonb not null,
      primary key (shop, id)
    ) with (fillfactor = 80);
    create table yardstick.cart_line (shop int, buyer int, item int, quantity int not null, primary key (shop, buyer, item));
    create table yardstick.purchase (
      id bigint generated always as identity primary key, shop int not null, buyer int not null, number text not null,
      total_fen int not null, address jsonb not null, created_at timestamptz not null default now(), unique (shop, number)
    );
    create index on yardstick.purchase (shop, buyer, created_at desc);
    create table yardstick.purchase_line (
      id bigint generated always as identity primary key, purchase bigint not null references yardstick.purchase (id),
      shop int not null, item int not null, quantity int not null, price_fen int not null, title text not null
    );
    create index on yardstick.purchase_line (purchase);
    create table yardstick.hot (id int primary key, stock int not null check (stock >= 0)) with (fillfactor = 50);
    insert into yardstick.hot values (1, 0);
    create table yardstick.notice (id uuid primary key, received_at timestamptz not null default now());
    create table yardstick.payment (
      number text primary key, amount_fen int not null, state text not null default 'prepaid', succeeded_at timestamptz
    ) with (fillfactor = 80);`);
  await owner.query(
    `insert into yardstick.item
     select s, i, 'Item ' || i || ' of shop ' || s, 1000 + i * 10, 1000000000,
       jsonb_build_object('image', 'https://img.example.com/' || s || '/' || i || '.jpg', 'maxPriceFen', 1500 + i * 10, 'soldOut', false)
     from generate_series(1, $1::int) s, generate_series(1, $2::int) i`,
    [shops, ITEMS_PER_SHOP],
  );
  await owner.query('vacuum analyze yardstick.item');
}
