import type { FastifyRequest } from 'fastify';
import { refuseCrossSite } from './cross-site.js';

const publicUrl = 'https://shops.example.com';

function attempt(method: string, headers: Record<string, string>): () => void {
  return () =>
    refuseCrossSite({ method, headers: { host: 'internal:4000', ...headers } } as unknown as FastifyRequest, publicUrl);
}

describe('refuseCrossSite', () => {
  it.each([
    ['the own page', 'POST', { origin: 'https://shops.example.com', 'sec-fetch-site': 'same-origin' }],
    ['the own page reached by another name', 'POST', { origin: 'http://internal:4000' }],
    ['a program', 'DELETE', {}],
    ['a read from elsewhere', 'GET', { origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' }],
    ['an API key', 'POST', { authorization: 'Bearer xp_x', origin: 'https://evil.example.com' }],
  ])('lets %s pass', (_what, method, headers) => {
    expect(attempt(method, headers)).not.toThrow();
  });

  it.each([
    ['a page of another site', { origin: 'https://evil.example.com' }],
    ['a page without an origin', { origin: 'null' }],
    ['a sibling domain', { origin: 'https://other.example.com', 'sec-fetch-site': 'same-site' }],
    ['a browser that only says cross-site', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', (_what, headers) => {
    expect(attempt('POST', headers)).toThrow('request.cross_site');
  });
});
