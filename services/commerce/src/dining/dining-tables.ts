import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { type AppId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { type ShortCode, ShortCodes } from '../codes/short-codes.js';

export interface DiningTable {
  readonly id: string;
  /** Hall, terrace, first floor; may be empty. */
  readonly area: string;
  readonly name: string;
  readonly seats: number;
  readonly state: 'open' | 'closed';
  readonly createdAt: Date;
}

export type TableWish = Pick<DiningTable, 'area' | 'name' | 'seats'>;
export type TableChange = { readonly [Key in 'area' | 'name' | 'seats' | 'state']?: DiningTable[Key] | undefined };

const COLUMNS = `id, area, name, seats, state, created_at as "createdAt"`;
/** As many as one request of codes takes. */
export const MOST_TABLES = 500;

/** The restaurant's tables. Their codes are printed once and lead to the menu with the table known. */
@Injectable()
export class DiningTables {
  constructor(
    private readonly database: TenantDatabase,
    private readonly codes: ShortCodes,
  ) {}

  /** All of them, by area and name. */
  async list(tenantId: TenantId): Promise<DiningTable[]> {
    return this.database.transaction(tenantId, (tx) => read(tx));
  }

  /** Tables that are there already are left as they are. @returns the wished tables in their order */
  async create(tenantId: TenantId, wishes: readonly TableWish[], author: Author): Promise<DiningTable[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const tables: DiningTable[] = [];
      for (const { area, name, seats } of wishes) {
        const [row] = await tx.query<DiningTable>(
          `insert into dining_table (tenant_id, id, area, name, seats) values ($1, $2, $3, $4, $5)
           on conflict (tenant_id, area, name) do update set name = excluded.name returning ${COLUMNS}`,
          [tenantId, newId(), area, name, seats],
        );
        if (row) tables.push(row);
      }
      await tx.audit({
        ...author,
        action: 'dining_table.create',
        subjectType: 'merchant',
        subjectId: tenantId,
        after: { tables: tables.map(({ area, name }) => [area, name]) },
      });
      return tables;
    });
  }

  /** @throws Problem dining_table.not_found, dining_table.name_taken */
  async change(tenantId: TenantId, tableId: string, change: TableChange, author: Author): Promise<DiningTable> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await get(tx, tableId);
      const after = { ...before, ...definedOf(change) };
      const twins = await tx.query(
        'select 1 from dining_table where tenant_id = $1 and area = $2 and name = $3 and id <> $4',
        [tenantId, after.area, after.name, tableId],
      );
      if (twins.length > 0) throw new Problem('dining_table.name_taken');
      await tx.execute(
        `update dining_table set area = $3, name = $4, seats = $5, state = $6 where tenant_id = $1 and id = $2`,
        [tenantId, tableId, after.area, after.name, after.seats, after.state],
      );
      await tx.audit({
        ...author,
        action: 'dining_table.change',
        subjectType: 'dining_table',
        subjectId: tableId,
        before,
        after,
      });
      return after;
    });
  }

  /** @throws Problem dining_table.not_found, dining_table.in_use */
  async remove(tenantId: TenantId, tableId: string, author: Author): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const before = await get(tx, tableId);
      // An order placed at this moment waits for the row, and is then refused with "no such table".
      const removed = await tx.execute(
        `delete from dining_table t where tenant_id = $1 and id = $2
           and not exists (select from shop_order o where o.tenant_id = $1 and o.table_id = t.id)`,
        [tenantId, tableId],
      );
      if (removed === 0) throw new Problem('dining_table.in_use');
      await tx.audit({
        ...author,
        action: 'dining_table.remove',
        subjectType: 'dining_table',
        subjectId: tableId,
        before,
      });
    });
  }

  /** One code per open table; asking again answers the same ones. @throws Problem applet.not_found, dining_table.not_found */
  async codesOf(tenantId: TenantId, appId: AppId, author: Author): Promise<ShortCode[]> {
    const open = (await this.list(tenantId)).filter(({ state }) => state === 'open');
    if (open.length === 0) throw new Problem('dining_table.not_found');
    const wanted = open.map(({ id, area, name }) => ({
      kind: 'table' as const,
      target: id,
      label: area === '' ? name : `${area} ${name}`,
      params: {},
    }));
    return this.codes.create(tenantId, appId, wanted, author);
  }
}

async function read(tx: TenantTransaction): Promise<DiningTable[]> {
  return tx.query<DiningTable>(
    `select ${COLUMNS} from dining_table where tenant_id = $1 order by area, length(name), name limit ${MOST_TABLES}`,
    [tx.tenantId],
  );
}

async function get(tx: TenantTransaction, tableId: string): Promise<DiningTable> {
  const [row] = await tx.query<DiningTable>(
    `select ${COLUMNS} from dining_table where tenant_id = $1 and id = $2 for update`,
    [tx.tenantId, tableId],
  );
  if (!row) throw new Problem('dining_table.not_found');
  return row;
}

function definedOf(change: TableChange): Partial<DiningTable> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
