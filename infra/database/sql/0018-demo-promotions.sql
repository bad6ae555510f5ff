-- Demo content has promotions too. They have no handle of their own: which row came of a thing is remembered with it.
alter table demo_item drop constraint demo_item_kind_check;
alter table demo_item
  add constraint demo_item_kind_check check (kind in ('product', 'service', 'staff', 'author', 'article', 'table',
    'coupon', 'flashSale', 'groupBuy', 'draw')),
  -- of a promotion; no foreign key, since the merchant may delete it
  add column subject_id uuid;
-- serves the look from a promotion to what the demo calls it
create unique index demo_item_by_subject on demo_item (tenant_id, subject_id) where subject_id is not null;
