import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { MAX_TICKET_CHARS, SignedTickets } from '#kernel/secrets/signed-tickets.js';
import type { Preview } from './preview-package.js';
import type { TicketMaker } from './ticket-standings.repository.js';
import type { TicketStandings } from './ticket-standings.js';

/** What a ticket shows that is for the storefront's draft. */
export const DRAFT = 'draft';

/** What is signed: what may be looked at, and what the permission hangs on. */
export interface TicketContent extends Preview {
  readonly maker: TicketMaker;
  /** How often the applet's tickets had been withdrawn when this one was made. */
  readonly withdrawals: number;
}

/** Permissions to look at one package or draft of one applet, carried in the player's address. */
export class PreviewTickets {
  private readonly tickets: SignedTickets<TicketContent>;

  /** @param masterKeys base64, the one in use first @param origin the player's, without a trailing slash */
  constructor(
    masterKeys: readonly string[],
    private readonly origin: string,
    private readonly standings: TicketStandings,
  ) {
    this.tickets = new SignedTickets(masterKeys, 'preview');
  }

  /** @throws Problem request.invalid for a wish that an address cannot carry */
  issue(content: TicketContent, expiresAt: Date): { readonly url: string; readonly expiresAt: Date } {
    const ticket = this.tickets.issue(content, expiresAt);
    if (ticket.length > MAX_TICKET_CHARS) throw new Problem('request.invalid', { errors: [TOO_LONG] });
    return { url: `${this.origin}/p/${ticket}/`, expiresAt };
  }

  /** @throws Problem preview.ticket_invalid, preview.ticket_expired, preview.ticket_withdrawn */
  async open(ticket: string): Promise<Preview> {
    const opened = this.tickets.open(ticket, Date.now());
    if (opened.state === 'expired') throw new Problem('preview.ticket_expired');
    // One of an earlier release names no maker.
    if (opened.state === 'forged' || !opened.content.maker) throw new Problem('preview.ticket_invalid');
    const { maker, withdrawals, ...preview } = opened.content;
    const [tenantId, appId] = [asId<TenantId>(preview.tenantId), asId<AppId>(preview.appId)];
    const standing = await this.standings.find(tenantId, appId, maker);
    if (!standing.admitted || withdrawals < standing.withdrawals) throw new Problem('preview.ticket_withdrawn');
    return preview;
  }
}

const TOO_LONG = {
  pointer: '/query',
  code: 'maxLength',
  detail: { zh: '参数总长度超出链接所能携带的范围，请缩短', en: 'is too long for an address: send less of it' },
};
