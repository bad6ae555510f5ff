import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export type OpenedTicket<Content> =
  | { readonly state: 'valid'; readonly content: Content; readonly expiresAt: Date }
  | { readonly state: 'expired' }
  | { readonly state: 'forged' };

/** What is longer is not opened: whoever puts a caller's words into a ticket looks at its length. */
export const MAX_TICKET_CHARS = 4_000;
const TAG_BYTES = 32;

/**
 * Permissions that travel in an address or a header: JSON and its end, signed. They are read by whoever holds them, so they carry
 * no secrets; checking one reads no database. A ticket of one purpose is a forgery for any other.
 */
export class SignedTickets<Content extends object> {
  private readonly keys: readonly Buffer[];

  /** @param masterKeys base64, 32 bytes each; the first signs, all are accepted. @param purpose what the tickets are for */
  constructor(masterKeys: readonly string[], purpose: string) {
    this.keys = masterKeys.map((key) =>
      Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), '', `xiaopu ticket ${purpose}`, 32)),
    );
  }

  /** Letters, digits, `-`, `_` and one `.`; its length is a third more than the content's. */
  issue(content: Content, expiresAt: Date): string {
    const [key] = this.keys;
    if (!key) throw new Error('Tickets need a master key.');
    const payload = Buffer.from(JSON.stringify([Math.ceil(expiresAt.getTime() / 1000), content])).toString('base64url');
    return `${payload}.${tag(key, payload).toString('base64url')}`;
  }

  open(ticket: string, nowMs: number): OpenedTicket<Content> {
    const forged = { state: 'forged' } as const;
    if (ticket.length > MAX_TICKET_CHARS) return forged;
    const [payload = '', signature = '', ...rest] = ticket.split('.');
    const given = Buffer.from(signature, 'base64url');
    // Base64 has several spellings of the same bytes; a ticket has one.
    if (rest.length > 0 || given.length !== TAG_BYTES || given.toString('base64url') !== signature) return forged;
    if (!this.keys.some((key) => timingSafeEqual(tag(key, payload), given))) return forged;
    const [expiresSeconds, content] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as [
      number,
      Content,
    ];
    const expiresAt = new Date(expiresSeconds * 1000);
    return expiresAt.getTime() <= nowMs ? { state: 'expired' } : { state: 'valid', content, expiresAt };
  }
}

function tag(key: Buffer, payload: string): Buffer {
  return createHmac('sha256', key).update(payload).digest();
}
