import { Injectable } from '@nestjs/common';
import { TenantDatabase, type AuditEntry } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { penaltyMachine, type PenaltyState } from './penalty.js';

export interface Penalty {
  readonly id: string;
  readonly appId: string;
  readonly summary: string;
  /** What WeChat wrote, as it came. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** Null when WeChat named none that could be read. */
  readonly deadlineAt: Date | null;
  readonly state: PenaltyState;
  readonly raisedAt: Date;
  readonly note: string | null;
}

const COLUMNS = `id, app_id as "appId", summary, detail, deadline_at as "deadlineAt", state, raised_at as "raisedAt", note`;

/** The violations of a merchant's mini-programs. */
@Injectable()
export class Penalties {
  constructor(private readonly database: TenantDatabase) {}

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(
    tenantId: TenantId,
    { state, after, limit }: { state: PenaltyState | null; after: string | null; limit: number },
  ): Promise<Penalty[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<Penalty>(
        `select ${COLUMNS} from penalty where tenant_id = $1 and ($2::text is null or state = $2) and ($3::uuid is null or id < $3)
         order by id desc limit $4`,
        [tenantId, state, after, limit + 1],
      ),
    );
  }

  /** The same state again changes nothing. @throws Problem penalty.not_found, penalty.already_resolved */
  async move(
    tenantId: TenantId,
    id: string,
    to: Exclude<PenaltyState, 'open'>,
    { note, ...author }: Pick<AuditEntry, 'actor' | 'requestId'> & { readonly note: string | null },
  ): Promise<Penalty> {
    return this.database.transaction(tenantId, async (tx) => {
      const read = async () => {
        const [row] = await tx.query<Penalty>(
          `select ${COLUMNS} from penalty where tenant_id = $1 and id = $2 for update`,
          [tenantId, id],
        );
        if (!row) throw new Problem('penalty.not_found');
        return row;
      };
      const before = await read();
      if (before.state === to) return before;
      if (!penaltyMachine.canMove(before.state, to)) throw new Problem('penalty.already_resolved');
      await tx.execute(
        `update penalty set state = $3, note = coalesce($4, note), changed_by = $5, changed_at = now() where tenant_id = $1 and id = $2`,
        [tenantId, id, to, note, JSON.stringify(author.actor)],
      );
      const subject = { subjectType: 'penalty', subjectId: id } as const;
      await tx.audit({
        ...author,
        action: `penalty.${to}`,
        ...subject,
        before: { state: before.state },
        after: { state: to, note },
      });
      return read();
    });
  }
}
