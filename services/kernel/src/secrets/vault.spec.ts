import { randomBytes } from 'node:crypto';
import { Vault } from './vault.js';

describe('the vault', () => {
  const key = () => randomBytes(32).toString('base64');

  test('opens what it sealed, and seals the same secret differently every time', () => {
    const vault = new Vault([key()]);

    const [first, second] = [vault.seal('令牌 token', 't:1'), vault.seal('令牌 token', 't:1')];

    expect(vault.open(first, 't:1')).toBe('令牌 token');
    expect(first.equals(second)).toBe(false);
    expect(first.includes('token')).toBe(false);
  });

  test('does not open a secret in the place of another tenant', () => {
    const vault = new Vault([key()]);

    expect(() => vault.open(vault.seal('token', 't:1'), 't:2')).toThrow();
  });

  test('notices any altered byte', () => {
    const vault = new Vault([key()]);
    const sealed = vault.seal('token', 't:1');

    for (let index = 0; index < sealed.length; index += 1) {
      const altered = Buffer.from(sealed);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(() => vault.open(altered, 't:1')).toThrow();
    }
  });

  test('after a rotation the new key seals and the old one still opens; without the old one it says what is missing', () => {
    const [old, current] = [key(), key()];
    const sealed = new Vault([old]).seal('token', 't:1');
    const rotated = new Vault([current, old]);

    expect(rotated.open(sealed, 't:1')).toBe('token');
    expect(new Vault([current]).open(rotated.seal('new', 't:1'), 't:1')).toBe('new');
    expect(() => new Vault([current]).open(sealed, 't:1')).toThrow('PREVIOUS_MASTER_KEY');
  });
});
