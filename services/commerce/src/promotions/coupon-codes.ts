import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { qrPicture } from './qr-picture.js';

/** What a shopper shows at the counter. */
export interface CouponCode {
  /** Twelve digits; they are what the picture says, too. */
  readonly code: string;
  readonly expiresAt: string;
  /** The same as a QR code: a PNG as a `data:` URL. */
  readonly picture: string;
}

const ATTEMPTS = 5;

/** Codes for the counter: random, good for two minutes, the next one after one. */
@Injectable()
export class CouponCodes {
  constructor(private readonly pool: TenantPool) {}

  /** @throws Problem coupon.not_found, coupon.used_already, coupon.expired, coupon.given_away */
  async show(shopper: { tenantId: TenantId; shopperId: ShopperId }, claimId: string): Promise<CouponCode> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const digits = String(randomInt(10 ** 12)).padStart(12, '0');
      const [row] = await this.pool.call<CodeRow>(shopper.tenantId, SHOW, [shopper.shopperId, claimId, digits]);
      if (row?.outcome === 'shown') return { code: row.code, expiresAt: row.expires_at, picture: qrPicture(row.code) };
      if (row?.outcome !== 'again') throw codeRefusal(row?.outcome);
    }
    throw new Error('no free code was found');
  }
}

interface CodeRow {
  readonly outcome: string;
  readonly code: string;
  readonly expires_at: string;
}

/** Why a coupon cannot be shown or taken at the counter. */
export function codeRefusal(outcome: string | undefined): Problem {
  switch (outcome) {
    case 'used':
      return new Problem('coupon.used_already');
    case 'over':
      return new Problem('coupon.expired');
    case 'given':
      return new Problem('coupon.given_away');
    default:
      return new Problem('coupon.not_found');
  }
}

const SHOW: Statement = { name: 'show_coupon_code', text: 'select * from show_coupon_code($1, $2, $3, $4)' };
