import type { DrawLook, PrizeKind } from './draw-wishes.js';

export interface PrizeCard {
  /** 1…12, the order in which the million is dealt out. */
  readonly position: number;
  readonly kind: PrizeKind;
  readonly title: string;
  readonly imageUrl: string | null;
  /** Chance in a million. */
  readonly oddsPpm: number;
  /** Null: never runs out (thanks). */
  readonly count: number | null;
  readonly left: number | null;
  readonly valueFen: number | null;
}

/** A published draw as everybody sees it. */
export interface DrawCard {
  readonly id: string;
  readonly title: string;
  readonly rules: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly publishedAt: string;
  readonly triesTotal: number;
  readonly triesDaily: number | null;
  readonly addressDays: number;
  readonly look: DrawLook;
  /** Tries each friend brings, and how many in all and a day; 0: none. */
  readonly triesPerShare: number;
  readonly maxShareTries: number;
  readonly maxShareTriesDaily: number | null;
  /** SHA-256 of the seed, hex. */
  readonly seedHash: string;
  readonly entries: number;
  readonly prizes: readonly PrizeCard[];
}

/** Prizes as a jsonb array, from a draw row called `d`. */
export const PRIZES_JSON = `(
  select coalesce(jsonb_agg(jsonb_build_object('position', p.position, 'kind', p.kind, 'title', p.title, 'imageUrl', p.image_url,
    'oddsPpm', p.weight_ppm, 'count', p.total, 'left', p.total - p.awarded, 'valueFen', p.value_fen) order by p.position), '[]')
  from draw_prize p where p.tenant_id = d.tenant_id and p.draw_id = d.id)`;

/** The card as jsonb, from a draw row called `d`. */
export const DRAW_CARD_JSON = `jsonb_build_object('id', d.id, 'title', d.title, 'rules', d.rules, 'startsAt', d.starts_at, 'endsAt', d.ends_at,
  'publishedAt', d.published_at, 'triesTotal', d.tries_total, 'triesDaily', d.tries_daily, 'addressDays', d.address_days, 'look', d.look,
  'triesPerShare', d.tries_per_share, 'maxShareTries', d.max_share_tries, 'maxShareTriesDaily', d.max_share_tries_daily,
  'seedHash', encode(d.seed_hash, 'hex'), 'entries', d.entries, 'prizes', ${PRIZES_JSON})`;

/** The draw of tenant $1 that runs and ends first. */
export const RUNNING_DRAW = `draw d
  where d.tenant_id = $1 and d.state = 'published' and d.starts_at <= now() and d.ends_at > now() order by d.ends_at, d.id limit 1`;
