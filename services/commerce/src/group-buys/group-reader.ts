import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { GROUP_BUY_CARD_JSON, GROUP_BUY_IS_OPEN, GROUP_BUY_ROWS, type GroupBuyCard } from './group-buy-card.js';
import type { GroupPlaceState, GroupState } from './group-machine.js';

/** Who has paid, as everybody sees them: the first letter of the nickname, or nobody's name. */
export interface GroupMember {
  readonly name: string | null;
  readonly avatarUrl: string | null;
  readonly isOpener: boolean;
}

export interface OpenGroup {
  readonly id: string;
  readonly size: number;
  readonly joined: number;
  /** Places nobody holds; less than size - joined while somebody is paying. */
  readonly free: number;
  readonly endsAt: string;
  readonly members: readonly GroupMember[];
}

export interface GroupBuyDetail extends GroupBuyCard {
  readonly hours: number;
  readonly perShopper: number;
  readonly startsAt: string;
  /** Whether a group can be opened now. */
  readonly isOpen: boolean;
  readonly items: readonly {
    readonly skuId: string;
    readonly optionValues: readonly string[];
    readonly imageUrl: string | null;
    readonly priceFen: number;
    readonly listPriceFen: number;
    readonly stock: number;
  }[];
  /** Groups one can join, what ends soonest first, at most twenty. */
  readonly groups: readonly OpenGroup[];
}

export interface GroupView extends OpenGroup {
  readonly groupBuyId: string;
  readonly state: GroupState;
}

/** A shopper's own place. */
export interface OwnPlace {
  readonly orderId: string;
  readonly groupId: string;
  readonly groupBuyId: string;
  readonly title: string;
  readonly imageUrl: string | null;
  readonly state: GroupPlaceState;
  readonly group: {
    readonly state: GroupState;
    readonly size: number;
    readonly joined: number;
    readonly endsAt: string;
  };
}

export async function readGroupBuys(pool: TenantPool, tenantId: TenantId): Promise<GroupBuyCard[]> {
  const rows = await pool.query<{ card: GroupBuyCard }>(tenantId, LIST, [tenantId]);
  return rows.map(({ card }) => card);
}

/** @throws Problem group_buy.not_found for one that is unknown, has not begun, or whose goods are gone */
export async function readGroupBuy(pool: TenantPool, tenantId: TenantId, groupBuyId: string): Promise<GroupBuyDetail> {
  const [row] = await pool.query<{ offer: GroupBuyDetail }>(tenantId, OFFER, [tenantId, groupBuyId]);
  if (!row) throw new Problem('group_buy.not_found');
  return row.offer;
}

/** @throws Problem group_buy.group_not_found, also before anybody has paid */
export async function readGroup(pool: TenantPool, tenantId: TenantId, groupId: string): Promise<GroupView> {
  const [row] = await pool.query<{ view: GroupView }>(tenantId, GROUP, [tenantId, groupId]);
  if (!row) throw new Problem('group_buy.group_not_found');
  return row.view;
}

/** Newest first, the last fifty. */
export function readOwnPlaces(pool: TenantPool, tenantId: TenantId, shopperId: ShopperId): Promise<OwnPlace[]> {
  return pool.query<OwnPlace>(tenantId, OWN, [tenantId, shopperId]);
}

/** Of a group row called `g`. Who had their money back is not in it any more, except that a complete group stays complete. */
const MEMBERS_JSON = `(
  select coalesce(jsonb_agg(jsonb_build_object('name', left(s.nickname, 1) || '**', 'avatarUrl', 'avatars/' || s.avatar_file,
      'isOpener', m.is_opener) order by m.is_opener desc, m.created_at, m.order_id), '[]')
  from group_place m join shopper s on s.tenant_id = m.tenant_id and s.id = m.shopper_id
  where m.tenant_id = g.tenant_id and m.group_id = g.id and m.state = 'taken')`;

const JOINED = `case when g.state = 'complete' then g.size else g.paid end`;
const GROUP_JSON = `jsonb_build_object('id', g.id, 'groupBuyId', g.group_buy_id, 'state', g.state, 'size', g.size, 'joined', ${JOINED},
  'free', case when g.state = 'open' and g.ends_at > now() then g.size - g.places else 0 end, 'endsAt', g.ends_at, 'members', ${MEMBERS_JSON})`;

const LIST: Statement = {
  name: 'list_group_buys',
  text: `select ${GROUP_BUY_CARD_JSON} as card from ${GROUP_BUY_ROWS}
    where b.tenant_id = $1 and ${GROUP_BUY_IS_OPEN} order by b.ends_at, b.id limit 50`,
};

// What is over is still shown to whoever holds its link: its groups may be open.
const OFFER: Statement = {
  name: 'read_group_buy',
  text: `
    select ${GROUP_BUY_CARD_JSON} || jsonb_build_object('hours', b.hours, 'perShopper', b.per_shopper, 'startsAt', b.starts_at,
      'isOpen', ${GROUP_BUY_IS_OPEN},
      'items', (select coalesce(jsonb_agg(jsonb_build_object('skuId', s.id, 'optionValues', s.option_values,
          'imageUrl', coalesce(s.image_url, p.image_url), 'priceFen', least(i.price_fen, s.price_fen), 'listPriceFen', s.price_fen,
          'stock', least(s.stock, b.total - b.sold)) order by i.position), '[]')
        from group_buy_item i join sku s on s.tenant_id = i.tenant_id and s.id = i.sku_id and s.active
        where i.tenant_id = b.tenant_id and i.group_buy_id = b.id),
      'groups', (select coalesce(jsonb_agg(${GROUP_JSON} order by g.ends_at, g.id), '[]')
        from (select * from buying_group o where o.tenant_id = b.tenant_id and o.group_buy_id = b.id and o.state = 'open'
            and o.ends_at > now() and o.paid > 0 and o.places < o.size order by o.ends_at, o.id limit 20) g)) as offer
    from ${GROUP_BUY_ROWS} where b.tenant_id = $1 and b.id = $2 and b.starts_at <= now()`,
};

const GROUP: Statement = {
  name: 'read_buying_group',
  text: `select ${GROUP_JSON} as view from buying_group g
    where g.tenant_id = $1 and g.id = $2 and (g.paid > 0 or g.state <> 'open')`,
};

const OWN: Statement = {
  name: 'read_own_groups',
  text: `
    select m.order_id as "orderId", m.group_id as "groupId", m.group_buy_id as "groupBuyId", b.title, p.image_url as "imageUrl", m.state,
      jsonb_build_object('state', g.state, 'size', g.size, 'joined', ${JOINED}, 'endsAt', g.ends_at) as group
    from group_place m
    join buying_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
    join group_buy b on b.tenant_id = m.tenant_id and b.id = m.group_buy_id
    join product p on p.tenant_id = b.tenant_id and p.id = b.product_id
    where m.tenant_id = $1 and m.shopper_id = $2
    order by m.created_at desc, m.order_id desc limit 50`,
};
