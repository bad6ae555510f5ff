import { type Permission, permissions } from '#kernel/http/contract.js';

export type MemberKind = 'operator' | 'agency' | 'merchant';
export const memberRoles = ['owner', 'staff', 'viewer'] as const;
export type MemberRole = (typeof memberRoles)[number];

const shop = ['storefront:write', 'releases:write', 'catalogue:write', 'orders:write'] as const;

/** What each role may do. Only owners manage members and keys; a merchant's members work in their shop and leave its master data to the agency. */
export const rolePermissions: Readonly<Record<MemberKind, Readonly<Record<MemberRole, readonly Permission[]>>>> = {
  operator: {
    owner: permissions,
    staff: ['agency:read', 'merchants:read', 'merchants:write', ...shop],
    viewer: ['agency:read', 'merchants:read'],
  },
  agency: {
    owner: ['agency:read', 'agency:manage', 'merchants:read', 'merchants:write', ...shop],
    staff: ['agency:read', 'merchants:read', 'merchants:write', ...shop],
    viewer: ['agency:read', 'merchants:read'],
  },
  merchant: {
    owner: ['merchants:read', ...shop],
    staff: ['merchants:read', 'storefront:write', 'catalogue:write', 'orders:write'],
    viewer: ['merchants:read'],
  },
};

/** What an API key may be given: never the right to make keys or members, so that a leaked key cannot outlive its revocation. */
export const keyScopes = [
  'agency:read',
  'merchants:read',
  'merchants:write',
  ...shop,
] as const satisfies readonly Permission[];
