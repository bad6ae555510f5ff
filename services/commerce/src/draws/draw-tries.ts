import { Injectable } from '@nestjs/common';
import { Batches, isDataFault } from '#kernel/batching/batches.js';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import { DrawEntries, type DrawEntry } from './draw-entries.js';
import type { SeedKey } from './draw-roll.js';
import { DrawSeeds } from './draw-seeds.js';

interface Shopper {
  readonly tenantId: TenantId;
  readonly shopperId: ShopperId;
}

interface Try extends Shopper {
  readonly drawId: string;
  readonly idempotencyKey: string;
}

type Refusal = 'conflict' | 'unknown' | 'not_yet' | 'over' | 'no_tries' | 'no_tries_today';

interface Settled {
  readonly outcome: 'entered' | 'repeated' | Refusal;
  readonly entry_number: number | null;
  /** Of one that has entered now. */
  readonly entry: DrawEntry | null;
}

/** A flight this long is settled in some ten milliseconds; longer ones save nothing more. */
const MOST_TOGETHER = 200;

/** Trying one's luck. What arrives together for one draw is settled by one statement, exactly as if it had come one by one. */
@Injectable()
export class DrawTries {
  private readonly flights = new Batches<Try, Settled>({
    most: MOST_TOGETHER,
    settle: (_key, tries) => this.settle(tries),
    isEntryFault: (error) => isDataFault(error) || isDeadlock(error),
  });

  constructor(
    private readonly pool: TenantPool,
    private readonly seeds: DrawSeeds,
    private readonly entries: DrawEntries,
  ) {}

  /**
   * One try, exact however many try at once. The same key answers the same entry again.
   * @throws Problem draw.not_found, draw.not_begun, draw.over, draw.no_tries, draw.no_tries_today, draw.key_conflict
   */
  async enter({ tenantId, shopperId }: Shopper, drawId: string, idempotencyKey: string): Promise<DrawEntry> {
    const id = drawId.toLowerCase();
    const mine: Try = { tenantId, shopperId, drawId: id, idempotencyKey };
    const settled = await this.flights.add(tenantKey(tenantId, 'draw', id), mine).catch(keyConflict);
    const { outcome, entry_number: number, entry } = settled;
    if (entry) return entry;
    if (outcome === 'repeated' && number !== null) return this.entries.get({ tenantId, shopperId }, id, number);
    throw refusal(outcome);
  }

  /** @param tries of one draw */
  private async settle(tries: readonly Try[]): Promise<Settled[]> {
    const [{ tenantId, drawId }] = tries as [Try];
    const { seed, inner, outer } = this.seeds.known(tenantId, drawId) ?? (await this.openSeed(tenantId, drawId));
    return this.pool.call<Settled>(tenantId, ENTER, [
      drawId,
      tries.map(({ shopperId }) => shopperId),
      tries.map(({ idempotencyKey }) => idempotencyKey),
      tries.map(() => newId()),
      seed,
      inner,
      outer,
    ]);
  }

  /** Row-level security is what keeps a neighbour's draw from being found here. */
  private async openSeed(tenantId: TenantId, drawId: string): Promise<SeedKey> {
    const [row] = await this.pool.query<{ seed_sealed: Buffer }>(tenantId, SEED, [tenantId, drawId]);
    if (!row) throw new Problem('draw.not_found');
    return this.seeds.open(tenantId, drawId, row.seed_sealed);
  }
}

function refusal(outcome: Settled['outcome']): Problem {
  switch (outcome) {
    case 'not_yet':
      return new Problem('draw.not_begun');
    case 'over':
      return new Problem('draw.over');
    case 'no_tries':
      return new Problem('draw.no_tries');
    case 'no_tries_today':
      return new Problem('draw.no_tries_today');
    case 'conflict':
      return new Problem('draw.key_conflict');
    default:
      return new Problem('draw.not_found');
  }
}

/** Two draws at once with one key: the later one finds it taken. */
function keyConflict(error: unknown): never {
  throw (error as { code?: string }).code === '23505' ? new Problem('draw.key_conflict') : error;
}

/** Two draws at once with the same two keys, the other way round: settled again in halves, one of them finds it taken. */
function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown }).code === '40P01';
}

const ENTER: Statement = {
  name: 'enter_draw_batch',
  text: 'select outcome, entry_number, entry from enter_draw_batch($1, $2, $3::uuid[], $4::text[], $5::uuid[], $6, $7, $8)',
};

const SEED: Statement = {
  name: 'get_draw_seed',
  text: `select seed_sealed from draw where tenant_id = $1 and id = $2 and state = 'published'`,
};
