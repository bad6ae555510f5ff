import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { asId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { Vault } from '#kernel/secrets/vault.js';

interface Shopper {
  readonly tenantId: TenantId;
  readonly shopperId: ShopperId;
}

type Outcome =
  | 'given'
  | 'repeated'
  | 'unknown'
  | 'no_sharer'
  | 'off'
  | 'own'
  | 'helped'
  | 'not_yet'
  | 'over'
  | 'full'
  | 'full_today';

/** Tries that friends bring by coming through a shopper's link. Sending the link brings nothing: nobody has to share. */
@Injectable()
export class DrawSharing {
  constructor(
    private readonly pool: TenantPool,
    private readonly vault: Vault,
  ) {}

  /** Names the shopper in a link without telling who it is; good for this draw of this tenant only. About 170 characters. */
  token({ tenantId, shopperId }: Shopper, drawId: string): string {
    return this.vault.seal(shopperId, context(tenantId, drawId)).toString('base64url');
  }

  /**
   * The shopper came through the link that `token` is from: its owner gets tries, once for each friend, and each friend helps one
   * shopper in a draw. The same again is no fault and gives nothing more.
   * @throws Problem draw.not_found, draw.share_invalid, draw.share_off, draw.share_own, draw.share_used, draw.share_full,
   *   draw.share_full_today, draw.not_begun, draw.over
   */
  async help({ tenantId, shopperId }: Shopper, drawId: string, token: string): Promise<void> {
    const id = drawId.toLowerCase();
    const sharerId = this.sharerOf(tenantId, id, token);
    const [row] = await this.pool.call<{ outcome: Outcome }>(tenantId, HELP, [id, shopperId, sharerId]);
    const problem = refusal(row?.outcome ?? 'unknown');
    if (problem) throw problem;
  }

  private sharerOf(tenantId: TenantId, drawId: string, token: string): ShopperId {
    try {
      return asId(this.vault.open(Buffer.from(token, 'base64url'), context(tenantId, drawId)));
    } catch {
      // Forged, cut short, of another draw or tenant, or sealed by a key that is no longer there.
      throw new Problem('draw.share_invalid');
    }
  }
}

function context(tenantId: TenantId, drawId: string): string {
  return `draw-share:${tenantId}:${drawId}`;
}

function refusal(outcome: Outcome): Problem | null {
  switch (outcome) {
    case 'given':
    case 'repeated':
      return null;
    case 'no_sharer':
      return new Problem('draw.share_invalid');
    case 'off':
      return new Problem('draw.share_off');
    case 'own':
      return new Problem('draw.share_own');
    case 'helped':
      return new Problem('draw.share_used');
    case 'full':
      return new Problem('draw.share_full');
    case 'full_today':
      return new Problem('draw.share_full_today');
    case 'not_yet':
      return new Problem('draw.not_begun');
    case 'over':
      return new Problem('draw.over');
    case 'unknown':
      return new Problem('draw.not_found');
    default:
      return outcome satisfies never;
  }
}

const HELP: Statement = { name: 'help_draw', text: 'select help_draw($1, $2, $3, $4) as outcome' };
