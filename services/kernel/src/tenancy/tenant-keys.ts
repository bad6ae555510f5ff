import type { TenantId } from '../identity/ids.js';

// The only place where names of a tenant's cache entries, objects and jobs are put together: a key without a tenant cannot be built.

/** A cache or broadcast key, e.g. `t:<tenant>:storefront:<app>`. */
export function tenantKey(tenantId: TenantId, ...parts: readonly string[]): string {
  return ['t', tenantId, ...parts].join(':');
}

/** An object path, e.g. `tenants/<tenant>/packages/<digest>`. */
export function tenantPath(tenantId: TenantId, ...parts: readonly string[]): string {
  return ['tenants', tenantId, ...parts].join('/');
}

/** A deterministic job id; BullMQ forbids ":" in it. */
export function tenantJobId(tenantId: TenantId, ...parts: readonly string[]): string {
  return [tenantId, ...parts].join('_').replaceAll(':', '.');
}
