import { randomBytes } from 'node:crypto';
import { SignedTickets } from './signed-tickets.js';

const [key, older] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const expiresAt = new Date(1_800_000_000_000);
const before = expiresAt.getTime() - 1;
const tickets = new SignedTickets<{ shop: string }>([key], 'preview');

test('a ticket carries its content until it ends, and can stand in an address', () => {
  const ticket = tickets.issue({ shop: '花间茶舍' }, expiresAt);

  expect(ticket).toMatch(/^[\w.-]+$/);
  expect(tickets.open(ticket, before)).toEqual({ state: 'valid', content: { shop: '花间茶舍' }, expiresAt });
  expect(tickets.open(ticket, expiresAt.getTime())).toEqual({ state: 'expired' });
});

test('altered, cut, foreign and senseless tickets are forgeries', () => {
  const ticket = tickets.issue({ shop: 'a' }, expiresAt);
  const [payload, signature] = ticket.split('.') as [string, string];
  const other = Buffer.from(JSON.stringify([1_900_000_000, { shop: 'b' }])).toString('base64url');
  const lastCharacterRespelt = signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(42) + 1);

  const forgeries = [
    '',
    '.',
    payload,
    `${payload}.`,
    `${other}.${signature}`,
    `${payload}.${signature.slice(1)}`,
    `${payload}.${lastCharacterRespelt}`,
    `${ticket}.${signature}`,
    ` ${ticket}`,
    new SignedTickets([key], 'something else').issue({ shop: 'a' }, expiresAt),
    new SignedTickets([older], 'preview').issue({ shop: 'a' }, expiresAt),
    'x'.repeat(1_000_000),
  ];
  for (const forgery of forgeries) expect(tickets.open(forgery, before)).toEqual({ state: 'forged' });
});

test('after a rotation of the master key, tickets of the one before are still accepted', () => {
  const ticket = new SignedTickets<{ shop: string }>([older], 'preview').issue({ shop: 'a' }, expiresAt);

  expect(new SignedTickets([key, older], 'preview').open(ticket, before)).toMatchObject({ state: 'valid' });
});
