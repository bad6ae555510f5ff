import { randomInt } from 'node:crypto';

export const codeKinds = ['product', 'table', 'store', 'coupon'] as const;
export type CodeKind = (typeof codeKinds)[number];

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 8;

/** Random, so that a code says nothing about how many there are. It is no secret: what it leads to is public. */
export function newShortCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** What stands in a mini-program code: at most 32 characters of WeChat's set (shared/wechat/login-and-user.md §7). */
export function sceneOf(code: string): string {
  return `s=${code}`;
}

export interface CodeTarget {
  readonly kind: CodeKind;
  /** A product's id, a table's number, a store's name or a coupon's id. */
  readonly target: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Where a mini-program goes after a scan: a page by its name, and what it is opened with. */
export interface CodeDestination {
  readonly kind: CodeKind;
  readonly page: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Which page shows what; templates know their pages by these names. */
const destinations: Readonly<Record<CodeKind, { readonly page: string; readonly member: string }>> = {
  product: { page: 'product', member: 'productId' },
  table: { page: 'home', member: 'table' },
  store: { page: 'home', member: 'store' },
  coupon: { page: 'home', member: 'coupon' },
};

export function destinationOf({ kind, target, params }: CodeTarget): CodeDestination {
  const { page, member } = destinations[kind];
  return { kind, page, query: { ...params, [member]: target } };
}
