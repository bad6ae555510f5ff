import { keyScopes, memberRoles, rolePermissions } from './roles.js';

describe('roles', () => {
  it.each(['operator', 'agency', 'merchant'] as const)(
    'give an owner of kind %s everything that others of the kind have',
    (kind) => {
      const owner = new Set<string>(rolePermissions[kind].owner);
      for (const role of memberRoles) {
        expect(rolePermissions[kind][role].filter((permission) => !owner.has(permission))).toEqual([]);
      }
    },
  );

  it('let nobody but operators manage the platform', () => {
    const others = [rolePermissions.agency, rolePermissions.merchant].flatMap((roles) => Object.values(roles).flat());
    expect(others).not.toContain('platform:manage');
  });

  it('let no API key make keys or members', () => {
    expect(keyScopes).not.toContain('agency:manage');
    expect(keyScopes).not.toContain('platform:manage');
  });
});
