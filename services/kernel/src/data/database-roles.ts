import { createHmac } from 'node:crypto';

/**
 * The three log-in roles of the programs (design §4.3). None of them owns a table:
 * `app` sees one tenant at a time through row-level security, `fleet` serves the …AcrossTenants repositories, `queue` owns BullMQ's schema alone.
 */
export type DatabaseRole = 'app' | 'fleet' | 'queue';
export const databaseRoles: readonly DatabaseRole[] = ['app', 'fleet', 'queue'];

export interface DatabaseAccess {
  readonly databaseUrl: string;
  readonly rolePrefix: string;
  readonly masterKey: string;
}

export function roleName(access: DatabaseAccess, role: DatabaseRole): string {
  return `${access.rolePrefix}_${role}`;
}

/** Derived from the master key, so that the migration and the programs agree without a further setting to keep in step. */
export function rolePassword(access: DatabaseAccess, role: DatabaseRole): string {
  return createHmac('sha256', Buffer.from(access.masterKey, 'base64'))
    .update(`database role ${roleName(access, role)}`)
    .digest('base64url');
}

/** The owner's URL with the role's own log-in in place of the owner's. */
export function roleUrl(access: DatabaseAccess, role: DatabaseRole): string {
  const url = new URL(access.databaseUrl);
  url.username = roleName(access, role);
  url.password = rolePassword(access, role);
  return url.toString();
}
