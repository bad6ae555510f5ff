import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { Permission } from '#kernel/http/contract.js';
import type { AgencyId, MemberId, TenantId } from '#kernel/identity/ids.js';
import type { Caller } from './caller.js';
import { type MemberKind, type MemberRole, rolePermissions } from './roles.js';
import { SESSION_DAYS, SESSION_IDLE_HOURS } from './session-cookie.js';
import type { Status } from './tenants.repository.js';
import { hashToken } from './tokens.js';

/** A caller, and whether the agency or merchant they belong to may act. */
export interface Identity {
  readonly caller: Caller;
  readonly agencyStatus: Status | null;
  readonly merchantStatus: Status | null;
}

interface SessionRow {
  memberId: MemberId;
  name: string;
  kind: MemberKind;
  role: MemberRole;
  agencyId: AgencyId | null;
  tenantId: TenantId | null;
  agencyStatus: Status | null;
  merchantStatus: Status | null;
  isStale: boolean;
}

interface ApiKeyRow {
  id: string;
  name: string;
  agencyId: AgencyId;
  scopes: Permission[];
  agencyStatus: Status;
  isStale: boolean;
}

// "Last seen" and "last used" are exact to a minute: a write for every request would cost more than the request.
const STALE = "now() - interval '1 minute'";

/** Turns a session's token or an API key into the one who holds it. */
@Injectable()
export class CredentialsAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  async findBySession(token: string, requestId: string): Promise<Identity | null> {
    const sessionHash = hashToken(token);
    const [row] = await this.database.query<SessionRow>(
      `select m.id as "memberId", m.name, m.kind, m.role, m.agency_id as "agencyId", m.merchant_id as "tenantId",
              a.status as "agencyStatus", t.status as "merchantStatus", s.last_seen_at < ${STALE} as "isStale"
       from platform.session s
       join platform.member m on m.id = s.member_id
       left join platform.merchant t on t.id = m.merchant_id
       left join platform.agency a on a.id = coalesce(m.agency_id, t.agency_id)
       where s.token_hash = $1 and s.expires_at > now() and m.status = 'active'`,
      [sessionHash],
    );
    if (!row) return null;
    if (row.isStale) await this.prolongSession(sessionHash);
    return {
      agencyStatus: row.agencyStatus,
      merchantStatus: row.merchantStatus,
      caller: {
        actor: { kind: 'member', id: row.memberId, name: row.name },
        kind: row.kind,
        permissions: new Set(rolePermissions[row.kind][row.role]),
        memberId: row.memberId,
        sessionHash,
        ...(row.agencyId && { agencyId: row.agencyId }),
        ...(row.tenantId && { tenantId: row.tenantId }),
        requestId,
      },
    };
  }

  async findByApiKey(secret: string, requestId: string): Promise<Identity | null> {
    const [row] = await this.database.query<ApiKeyRow>(
      `select k.id, k.name, k.agency_id as "agencyId", k.scopes, a.status as "agencyStatus",
              coalesce(k.last_used_at < ${STALE}, true) as "isStale"
       from platform.api_key k join platform.agency a on a.id = k.agency_id
       where k.secret_hash = $1 and k.revoked_at is null`,
      [hashToken(secret)],
    );
    if (!row) return null;
    if (row.isStale)
      await this.database.execute('update platform.api_key set last_used_at = now() where id = $1', [row.id]);
    return {
      agencyStatus: row.agencyStatus,
      merchantStatus: null,
      caller: {
        actor: { kind: 'apiKey', id: row.id, name: row.name },
        kind: 'agency',
        permissions: new Set(row.scopes),
        agencyId: row.agencyId,
        requestId,
      },
    };
  }

  private async prolongSession(tokenHash: Buffer): Promise<void> {
    await this.database.execute(
      `update platform.session set last_seen_at = now(),
         expires_at = least(now() + make_interval(hours => $2), created_at + make_interval(days => $3))
       where token_hash = $1`,
      [tokenHash, SESSION_IDLE_HOURS, SESSION_DAYS],
    );
  }
}
