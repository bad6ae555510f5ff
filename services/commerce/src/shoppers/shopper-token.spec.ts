import { type AppId, asId, newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { ShopperTokens } from './shopper-token.js';

const tokens = new ShopperTokens(Buffer.alloc(32, 1).toString('base64'));
const tenantId = newId<TenantId>();
const shopperId = newId<ShopperId>();
const appId = asId<AppId>('wx0123456789abcdef');
const now = Date.parse('2026-01-01T00:00:00Z');
const { token, expiresAt } = tokens.issue(tenantId, appId, shopperId, now);

test('names its shopper for thirty days', () => {
  expect(tokens.verify(token, tenantId, appId, now)).toBe(shopperId);
  expect(expiresAt.toISOString()).toBe('2026-01-31T00:00:00.000Z');
  expect(tokens.verify(token, tenantId, appId, expiresAt.getTime() - 1)).toBe(shopperId);
  expect(tokens.verify(token, tenantId, appId, expiresAt.getTime())).toBeNull();
});

test('is good for no other tenant and no other AppID', () => {
  expect(tokens.verify(token, newId<TenantId>(), appId, now)).toBeNull();
  expect(tokens.verify(token, tenantId, asId<AppId>('wxfedcba9876543210'), now)).toBeNull();
});

test('does not survive a change of any character', () => {
  for (let index = 0; index < token.length - 1; index += 1) {
    const other = token[index] === 'A' ? 'B' : 'A';
    expect(tokens.verify(token.slice(0, index) + other + token.slice(index + 1), tenantId, appId, now)).toBeNull();
  }
});

test.each(['', 'x', 'a.b.c', 'A'.repeat(103), 'A'.repeat(5000)])('%s is not a token', (text) => {
  expect(tokens.verify(text, tenantId, appId, now)).toBeNull();
});

test('of another master key is refused', () => {
  const others = new ShopperTokens(Buffer.alloc(32, 2).toString('base64'));
  expect(others.verify(token, tenantId, appId, now)).toBeNull();
});
