import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { Transaction } from '#kernel/data/transaction.js';
import { type AgencyId, newId } from '#kernel/identity/ids.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import type { Author } from '../access/caller.js';

/** What changed above the tenants: agencies, members, keys, merchants. */
export interface PlatformChange {
  readonly action: string;
  readonly subjectType: 'agency' | 'merchant' | 'member' | 'api_key' | 'session' | 'template' | 'platform';
  readonly subjectId: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface AuditRow {
  readonly id: string;
  readonly actor: Actor;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string | null;
  readonly createdAt: Date;
}

/** The platform's audit log. Append-only: the role that writes it has no right to change it. */
@Injectable()
export class AuditAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /**
   * Writes an entry in the transaction of the change it tells of.
   * @param agencyId whose log shows it; null for the operators' own affairs
   */
  async record(tx: Transaction, agencyId: AgencyId | null, author: Author, change: PlatformChange): Promise<void> {
    await tx.execute(
      `insert into platform.audit_entry
         (id, agency_id, actor, action, subject_type, subject_id, before, after, request_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        newId(),
        agencyId,
        JSON.stringify(author.actor),
        change.action,
        change.subjectType,
        change.subjectId,
        jsonOrNull(change.before),
        jsonOrNull(change.after),
        author.requestId,
      ],
    );
  }

  /** Writes an entry about a change that was made elsewhere, at WeChat, and has no transaction of ours. */
  async note(author: Author, change: PlatformChange): Promise<void> {
    await this.database.transaction((tx) => this.record(tx, null, author, change));
  }

  /** @param agencyId null: everything on the platform; @param before the last id of the page before */
  async list(agencyId: AgencyId | null, before: string | null, limit: number): Promise<AuditRow[]> {
    return this.database.query<AuditRow>(
      `select id, actor, action, subject_type as "subjectType", subject_id as "subjectId", before, after,
              request_id as "requestId", created_at as "createdAt"
       from platform.audit_entry
       where ($1::uuid is null or agency_id = $1) and ($2::uuid is null or id < $2)
       order by id desc limit $3`,
      [agencyId, before, limit],
    );
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
