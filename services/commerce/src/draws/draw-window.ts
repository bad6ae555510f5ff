import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { DRAW_CARD_JSON, type DrawCard } from './draw-card.js';
import type { DrawSeeds } from './draw-seeds.js';

/** An entry as everybody sees it once the draw is over. */
export interface ProofEntry {
  readonly number: number;
  /** 0…999,999. */
  readonly roll: number;
  /** Position of the prize the roll fell on, and of the one it got: thanks when the former was used up. */
  readonly rolled: number;
  readonly prize: number;
  /** The first letter of a nickname; null without one. */
  readonly name: string | null;
}

export interface DrawProof {
  readonly drawId: string;
  readonly seedHash: string;
  /** Null until the draw is over: whoever knew it could tell the next prize. */
  readonly seed: string | null;
  readonly endsAt: string;
  /** How many there are; null until the draw is over. */
  readonly entries: number | null;
  readonly items: readonly ProofEntry[];
  readonly nextCursor: string | null;
}

const PAGE_SIZE = 500;

/** Draws that run, then those of the coming week, then those that ended in the last thirty days. */
export async function readDraws(pool: TenantPool, tenantId: TenantId): Promise<DrawCard[]> {
  const rows = await pool.query<{ card: DrawCard }>(tenantId, LIST, [tenantId]);
  return rows.map(({ card }) => card);
}

/** @throws Problem draw.not_found, also for one that is not published */
export async function readDraw(pool: TenantPool, tenantId: TenantId, drawId: string): Promise<DrawCard> {
  const [row] = await pool.query<{ card: DrawCard }>(tenantId, GET, [tenantId, drawId]);
  if (!row) throw new Problem('draw.not_found');
  return row.card;
}

/** What anybody needs to check a draw, its entries in the order of their numbers. @throws Problem draw.not_found, request.invalid */
export async function readDrawProof(
  { pool, seeds }: { readonly pool: TenantPool; readonly seeds: DrawSeeds },
  tenantId: TenantId,
  drawId: string,
  cursor: string | undefined,
): Promise<DrawProof> {
  const [after = 0] = decodeCursor(cursor, ['int']) ?? [];
  const [row] = await pool.query<ProofRow>(tenantId, PROOF, [tenantId, drawId, after, PAGE_SIZE + 1]);
  if (!row) throw new Problem('draw.not_found');
  const {
    id,
    seed_hash: seedHash,
    seed_sealed: sealed,
    seed_revealed: revealed,
    ends_at: endsAt,
    is_over: isOver,
  } = row;
  const open = { drawId: id, seedHash, endsAt: endsAt.toISOString() };
  if (!isOver) return { ...open, seed: null, entries: null, items: [], nextCursor: null };
  const seed = revealed ?? seeds.open(tenantId, id, sealed).seed;
  const items = row.items.slice(0, PAGE_SIZE);
  const last = items.at(-1);
  const nextCursor = row.items.length > PAGE_SIZE && last ? encodeCursor([last.number]) : null;
  return { ...open, seed: seed.toString('hex'), entries: row.entries, items, nextCursor };
}

interface ProofRow {
  readonly id: string;
  readonly seed_hash: string;
  readonly seed_sealed: Buffer;
  readonly seed_revealed: Buffer | null;
  readonly ends_at: Date;
  readonly is_over: boolean;
  readonly entries: number;
  readonly items: readonly ProofEntry[];
}

const LIST: Statement = {
  name: 'list_draws',
  text: `select ${DRAW_CARD_JSON} as card from draw d
    where d.tenant_id = $1 and d.state = 'published' and d.ends_at > now() - interval '30 days' and d.starts_at < now() + interval '7 days'
    order by d.ends_at <= now(), d.starts_at > now(), case when d.ends_at <= now() then now() - d.ends_at
      when d.starts_at > now() then d.starts_at - now() else d.ends_at - now() end, d.id limit 20`,
};

const GET: Statement = {
  name: 'get_draw',
  text: `select ${DRAW_CARD_JSON} as card from draw d where d.tenant_id = $1 and d.id = $2 and d.state = 'published'`,
};

// The end is told by the clock of the database, which also refuses entries from then on: no entry is decided after the seed was shown.
const PROOF: Statement = {
  name: 'get_draw_proof',
  text: `select d.id, encode(d.seed_hash, 'hex') as seed_hash, d.seed_sealed, d.seed_revealed, d.ends_at, d.ends_at <= now() as is_over, d.entries,
    (select coalesce(jsonb_agg(jsonb_build_object('number', e.number, 'roll', e.roll, 'rolled', e.rolled, 'prize', e.position,
        'name', left(s.nickname, 1) || '**') order by e.number), '[]')
      from (select * from draw_entry o where d.ends_at <= now() and o.tenant_id = $1 and o.draw_id = d.id and o.number > $3
        order by o.number limit $4) e
      join shopper s on s.tenant_id = $1 and s.id = e.shopper_id) as items
    from draw d where d.tenant_id = $1 and d.id = $2 and d.state = 'published'`,
};
