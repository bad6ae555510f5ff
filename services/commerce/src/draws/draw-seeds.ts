import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { TenantId } from '#kernel/identity/ids.js';
import { Vault } from '#kernel/secrets/vault.js';
import { type SeedKey, seedHashOf, seedKeyOf } from './draw-roll.js';

const SEED_BYTES = 32;
const MOST_KEPT = 2_000;

/** The secrets of running draws: made when a draw is published, sealed at rest, shown after its end. */
@Injectable()
export class DrawSeeds {
  /** Opened ones by tenant and draw: an entry needs one, and opening costs two decryptions. */
  private readonly opened = new LRUCache<string, SeedKey>({ max: MOST_KEPT });

  constructor(private readonly vault: Vault) {}

  make(tenantId: TenantId, drawId: string): { readonly sealed: Buffer; readonly hash: Buffer } {
    const seed = randomBytes(SEED_BYTES);
    return { sealed: this.vault.seal(seed.toString('hex'), context(tenantId, drawId)), hash: seedHashOf(seed) };
  }

  open(tenantId: TenantId, drawId: string, sealed: Buffer): SeedKey {
    const key = seedKeyOf(Buffer.from(this.vault.open(sealed, context(tenantId, drawId)), 'hex'));
    this.opened.set(context(tenantId, drawId), key);
    return key;
  }

  /** The key of a draw that was opened before. */
  known(tenantId: TenantId, drawId: string): SeedKey | undefined {
    return this.opened.get(context(tenantId, drawId));
  }
}

/** Authenticated with the seed: one copied to another draw or tenant cannot be opened. */
function context(tenantId: TenantId, drawId: string): string {
  return `draw-seed:${tenantId}:${drawId}`;
}
