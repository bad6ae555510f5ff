import { Pool } from 'pg';
import type { TenantId } from '../identity/ids.js';
import { type DatabaseAccess, roleUrl } from './database-roles.js';

/** A named statement: PostgreSQL parses and plans it once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** SQL of one tenant on one connection, inside a transaction. */
export interface TenantConnection {
  query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

/**
 * The runtime's door to tenant tables. `query` sends BEGIN, the tenant, the statement and COMMIT without waiting in between,
 * so that row-level security costs no further round trip. When the statement fails, PostgreSQL answers the COMMIT that was
 * already sent with a roll-back.
 */
export class TenantPool {
  private readonly pool: Pool;

  constructor(access: DatabaseAccess, max = 10) {
    this.pool = new Pool({
      connectionString: roleUrl(access, 'app'),
      application_name: 'xiaopu runtime',
      max,
      idleTimeoutMillis: 10_000,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 15_000,
      // Every statement here is named and looks rows up by key: planning each call anew, as PostgreSQL does for array parameters,
      // costs more than running it. Connections are renewed now and then, and with them plans made while tables were small.
      options: '-c plan_cache_mode=force_generic_plan',
      maxLifetimeSeconds: 1_800,
      pipeline: true,
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    this.pool.on('error', () => undefined);
    // The same for one that breaks while it is in use: the query under way reports it, and the pool throws the connection away.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async query<Row>(tenantId: TenantId, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      const steps = [
        client.query('BEGIN'),
        client.query(setTenant(tenantId)),
        client.query({ ...statement, values: [...values] }),
        client.query('COMMIT'),
      ] as const;
      const [begin, tenant, result, commit] = await Promise.allSettled(steps);
      if (result.status === 'rejected') {
        broken = endOfSession(result.reason);
        throw result.reason as Error;
      }
      for (const step of [begin, tenant, commit]) {
        if (step.status === 'rejected') {
          broken = step.reason as Error;
          throw broken;
        }
      }
      return result.value.rows as Row[];
    } finally {
      client.release(broken);
    }
  }

  /**
   * One call of a database function that takes the tenant as its first argument and enters it itself: a single message each way.
   * @param values the arguments after the tenant
   */
  async call<Row>(tenantId: TenantId, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      return (await client.query({ ...statement, values: [tenantId, ...values] })).rows as Row[];
    } catch (error) {
      broken = endOfSession(error);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Several statements that depend on each other's answers; BEGIN and the tenant still travel with the first. */
  async transaction<T>(tenantId: TenantId, work: (connection: TenantConnection) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const opened = Promise.all([client.query('BEGIN'), client.query(setTenant(tenantId))]);
    // Failures of the opening reach the caller through the first statement, which PostgreSQL then refuses as well.
    opened.catch(() => undefined);
    try {
      const result = await work({
        query: async <Row>(statement: Statement, values: readonly unknown[]) =>
          (await client.query({ ...statement, values: [...values] })).rows as Row[],
      });
      await opened;
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async ping(): Promise<void> {
    await this.pool.query('select 1');
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** With a fatal error the server has ended the session; until its socket closes, the pool would hand the connection to the next caller. */
function endOfSession(error: unknown): Error | undefined {
  return (error as { severity?: unknown }).severity === 'FATAL' ? (error as Error) : undefined;
}

function setTenant(tenantId: TenantId) {
  return { name: 'set_tenant', text: "select set_config('app.tenant_id', $1, true)", values: [tenantId] };
}
