import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { type AppId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { type CodeKind, type CodeTarget, newShortCode } from './short-code.js';

export interface WantedCode extends CodeTarget {
  /** What the merchant reads under it; the product's title, or the target, when null. */
  readonly label: string | null;
}

export interface ShortCode extends CodeTarget {
  readonly label: string;
  readonly id: string;
  readonly appId: string;
  readonly code: string;
  readonly state: 'active' | 'disabled';
  readonly picture: 'due' | 'made' | 'refused';
  readonly pictureProblem: unknown;
  readonly createdAt: Date;
}

const MAX_LABEL = 60;
const COLUMNS = `id, app_id as "appId", code, kind, target, params, label, state, picture, picture_problem as "pictureProblem",
  created_at as "createdAt"`;

/** The merchant's codes to print: what each stands for. Their pictures are made by the job `short-code.picture`. */
@Injectable()
export class ShortCodes {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /**
   * One code for each wish, in its order. The same wish again answers the code that is there.
   * @throws Problem applet.not_found, code.target_unknown pointing at each product that is not there
   */
  async create(tenantId: TenantId, appId: AppId, wanted: readonly WantedCode[], author: Author): Promise<ShortCode[]> {
    return this.database.transaction(tenantId, async (tx) => {
      await requireApplet(tx, appId);
      const titles = await requireProducts(tx, wanted);
      const codes: ShortCode[] = [];
      for (const wish of wanted) {
        const label = wish.label ?? titles.get(wish.target)?.slice(0, MAX_LABEL) ?? wish.target;
        codes.push(await this.createOne(tx, appId, wish, label));
      }
      await tx.audit({
        ...author,
        action: 'code.create',
        subjectType: 'applet',
        subjectId: appId,
        after: { codes: codes.map(({ code, kind, target }) => ({ code, kind, target })) },
      });
      return codes;
    });
  }

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(
    tenantId: TenantId,
    appId: AppId,
    { after, limit, kind }: { after: string | null; limit: number; kind: CodeKind | null },
  ): Promise<ShortCode[]> {
    return this.database.transaction(tenantId, async (tx) => {
      await requireApplet(tx, appId);
      return tx.query<ShortCode>(
        `select ${COLUMNS} from short_code
         where tenant_id = $1 and app_id = $2 and ($3::uuid is null or id < $3) and ($4::text is null or kind = $4)
         order by id desc limit $5`,
        [tenantId, appId, after, kind, limit + 1],
      );
    });
  }

  /** Whoever scans it afterwards sees the home page. @throws Problem code.not_found */
  async disable(tenantId: TenantId, codeId: string, author: Author): Promise<ShortCode> {
    const code = await this.database.transaction(tenantId, async (tx) => {
      const [before] = await tx.query<{ state: string }>(
        'select state from short_code where tenant_id = $1 and id = $2 for update',
        [tenantId, codeId],
      );
      if (!before) throw new Problem('code.not_found');
      const [row] = await tx.query<ShortCode>(
        `with changed as (
           update short_code set state = 'disabled', disabled_at = coalesce(disabled_at, now()), next_attempt_at = null
           where tenant_id = $1 and id = $2 returning *)
         select ${COLUMNS} from changed`,
        [tenantId, codeId],
      );
      if (!row) throw new Problem('code.not_found');
      if (before.state === 'active')
        await tx.audit({ ...author, action: 'code.disable', subjectType: 'code', subjectId: codeId, before });
      return row;
    });
    await this.broadcast.publish('catalogue', tenantId);
    return code;
  }

  private async createOne(tx: TenantTransaction, appId: AppId, wish: CodeTarget, label: string): Promise<ShortCode> {
    const { kind, target, params } = wish;
    const [row] = await tx.query<ShortCode & { readonly isNew: boolean }>(
      `insert into short_code (tenant_id, id, app_id, code, kind, target, params, label, next_attempt_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, now() + interval '1 minute')
       on conflict (tenant_id, app_id, kind, target, label, params) where state = 'active' do update set label = excluded.label
       returning ${COLUMNS}, id = $2 as "isNew"`,
      [tx.tenantId, newId(), appId, newShortCode(), kind, target, JSON.stringify(params), label],
    );
    if (!row) throw new Error('The code was not stored.');
    const { isNew, ...code } = row;
    if (isNew) await tx.enqueue('short-code.picture', { tenantId: tx.tenantId, codeId: code.id });
    return code;
  }
}

async function requireApplet(tx: TenantTransaction, appId: AppId): Promise<void> {
  const rows = await tx.query('select 1 from applet where tenant_id = $1 and app_id = $2', [tx.tenantId, appId]);
  if (rows.length === 0) throw new Problem('applet.not_found', { params: { appId } });
}

/** @returns their titles by id */
async function requireProducts(tx: TenantTransaction, wanted: readonly WantedCode[]): Promise<Map<string, string>> {
  const ids = wanted.filter(({ kind }) => kind === 'product').map(({ target }) => target);
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ id: string; title: string }>(
    'select id::text as id, title from product where tenant_id = $1 and id::text = any($2)',
    [tx.tenantId, ids],
  );
  const known = new Map(rows.map(({ id, title }) => [id, title]));
  const faults: ProblemFault[] = wanted.flatMap(({ kind, target }, index) =>
    kind === 'product' && !known.has(target)
      ? [
          {
            pointer: `/codes/${index}/target`,
            code: 'unknown',
            detail: { zh: '店铺中没有该商品', en: 'is no product of this shop' },
          },
        ]
      : [],
  );
  if (faults.length > 0) throw new Problem('code.target_unknown', { errors: faults });
  return known;
}
