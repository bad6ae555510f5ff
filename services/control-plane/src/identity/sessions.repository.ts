import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { AgencyId, MemberId } from '#kernel/identity/ids.js';
import type { Author } from '../access/caller.js';
import type { MemberKind, MemberRole } from '../access/roles.js';
import { SESSION_IDLE_HOURS } from '../access/session-cookie.js';
import { hashToken, newToken } from '../access/tokens.js';
import { AuditAcrossTenants } from '../audit/audit.repository.js';

export interface Login {
  readonly memberId: MemberId;
  readonly passwordHash: string;
  readonly name: string;
  /** Whose audit log tells of the log-in: the member's agency or, for a merchant's member, the merchant's. */
  readonly agencyId: AgencyId | null;
}

export interface SessionSubject {
  readonly email: string;
  readonly name: string;
  readonly kind: MemberKind;
  readonly role: MemberRole;
}

/** Log-ins and what they open. Only the SHA-256 of a session's token is stored. */
@Injectable()
export class SessionsAcrossTenants {
  constructor(
    private readonly database: FleetDatabase,
    private readonly audit: AuditAcrossTenants,
  ) {}

  async findLogin(email: string): Promise<Login | null> {
    const [login] = await this.database.query<Login>(
      `select m.id as "memberId", m.password_hash as "passwordHash", m.name, coalesce(m.agency_id, t.agency_id) as "agencyId"
       from platform.member m left join platform.merchant t on t.id = m.merchant_id
       where lower(m.email) = $1 and m.status = 'active'`,
      [email],
    );
    return login ?? null;
  }

  async findSubject(memberId: MemberId): Promise<SessionSubject | null> {
    const [subject] = await this.database.query<SessionSubject>(
      'select email, name, kind, role from platform.member where id = $1',
      [memberId],
    );
    return subject ?? null;
  }

  async findPasswordHash(memberId: MemberId): Promise<string | null> {
    const [row] = await this.database.query<{ passwordHash: string }>(
      'select password_hash as "passwordHash" from platform.member where id = $1',
      [memberId],
    );
    return row?.passwordHash ?? null;
  }

  /** @returns the token, which is not stored */
  async open(login: Login, author: Author, client: { ip: string; userAgent: string | undefined }): Promise<string> {
    const token = newToken();
    await this.database.transaction(async (tx) => {
      await tx.execute('delete from platform.session where member_id = $1 and expires_at < now()', [login.memberId]);
      await tx.execute(
        `insert into platform.session (token_hash, member_id, expires_at, user_agent, ip)
         values ($1, $2, now() + make_interval(hours => $3), $4, $5)`,
        [hashToken(token), login.memberId, SESSION_IDLE_HOURS, client.userAgent?.slice(0, 300) ?? null, client.ip],
      );
      const change = { action: 'session.opened', subjectType: 'member', subjectId: login.memberId } as const;
      await this.audit.record(tx, login.agencyId, author, change);
    });
    return token;
  }

  async close(sessionHash: Buffer): Promise<void> {
    await this.database.execute('delete from platform.session where token_hash = $1', [sessionHash]);
  }

  /** Sets a new password and ends all sessions but the one that asked. */
  async changePassword(
    memberId: MemberId,
    passwordHash: string,
    keep: Buffer,
    agencyId: AgencyId | null,
    author: Author,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.execute('update platform.member set password_hash = $2, updated_at = now() where id = $1', [
        memberId,
        passwordHash,
      ]);
      await tx.execute('delete from platform.session where member_id = $1 and token_hash <> $2', [memberId, keep]);
      const change = { action: 'member.password_changed', subjectType: 'member', subjectId: memberId } as const;
      await this.audit.record(tx, agencyId, author, change);
    });
  }
}
