import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { type CodeDestination, type CodeTarget, destinationOf } from './short-code.js';

/** Where a code of this shop leads; null for one that is unknown, switched off, or of another shop. */
export async function resolveCode(
  pool: TenantPool,
  tenantId: TenantId,
  appId: AppId,
  code: string,
): Promise<CodeDestination | null> {
  const [row] = await pool.query<CodeTarget>(tenantId, RESOLVE, [tenantId, appId, code]);
  return row ? destinationOf(row) : null;
}

const RESOLVE: Statement = {
  name: 'resolve_code',
  text: `select kind, target, params from short_code where tenant_id = $1 and app_id = $2 and code = $3 and state = 'active'`,
};
