import { destinationOf, newShortCode, sceneOf } from './short-code.js';

test('a code fits a scene of WeChat and is not guessed from the one before', () => {
  const codes = new Set(Array.from({ length: 2_000 }, newShortCode));

  expect(codes.size).toBe(2_000);
  for (const code of codes) {
    expect(code).toMatch(/^[0-9A-Za-z]{8}$/);
    expect(sceneOf(code)).toMatch(/^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/);
  }
});

test('each kind leads to its page; what a code is about cannot be overruled by its parameters', () => {
  expect(destinationOf({ kind: 'product', target: 'p1', params: { productId: 'other', from: 'poster' } })).toEqual({
    kind: 'product',
    page: 'product',
    query: { productId: 'p1', from: 'poster' },
  });
  expect(destinationOf({ kind: 'table', target: '12', params: { store: '西湖店' } })).toEqual({
    kind: 'table',
    page: 'home',
    query: { table: '12', store: '西湖店' },
  });
});
