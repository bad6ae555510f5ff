import { Problem } from '#kernel/problems/problem.js';
import { SignedTickets } from '#kernel/secrets/signed-tickets.js';
import type { Preview } from './preview-package.js';

/** What a ticket shows that is for the storefront's draft. */
export const DRAFT = 'draft';

/** Permissions to look at one package or draft of one applet, carried in the player's address. */
export class PreviewTickets {
  private readonly tickets: SignedTickets<Preview>;

  /** @param masterKeys base64, the one in use first @param origin the player's, without a trailing slash */
  constructor(
    masterKeys: readonly string[],
    private readonly origin: string,
  ) {
    this.tickets = new SignedTickets(masterKeys, 'preview');
  }

  issue(preview: Preview, expiresAt: Date): { readonly url: string; readonly expiresAt: Date } {
    return { url: `${this.origin}/p/${this.tickets.issue(preview, expiresAt)}/`, expiresAt };
  }

  /** @throws Problem preview.ticket_invalid, preview.ticket_expired */
  open(ticket: string): Preview {
    const opened = this.tickets.open(ticket, Date.now());
    if (opened.state === 'valid') return opened.content;
    throw new Problem(opened.state === 'expired' ? 'preview.ticket_expired' : 'preview.ticket_invalid');
  }
}
