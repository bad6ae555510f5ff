import { DataSource } from 'typeorm';
import { type DatabaseAccess, type DatabaseRole, roleUrl } from './database-roles.js';

/** Connections are made when first used and given back after ten idle seconds: an idle program holds next to none. */
export function createDataSource(access: DatabaseAccess, role: DatabaseRole, poolSize: number): DataSource {
  return new DataSource({
    type: 'postgres',
    url: roleUrl(access, role),
    applicationName: `xiaopu ${role}`,
    poolSize,
    entities: [],
    synchronize: false,
    logging: false,
    extra: { idleTimeoutMillis: 10_000, connectionTimeoutMillis: 5_000, statement_timeout: 30_000 },
  });
}
