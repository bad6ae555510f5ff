import { LRUCache } from 'lru-cache';
import { Problem } from '#kernel/problems/problem.js';

// WeChat lets a mini-program have ten calls under way and keeps the others waiting; several tabs may share a ticket.
const MAX_UNDER_WAY = 40;
const PER_SECOND = 20;
const BURST = 200;

interface Account {
  underWay: number;
  tokens: number;
  filledAtMs: number;
}

/** How much one preview may ask of us: a template that calls in a loop is slowed down here. */
export class RequestAllowance {
  private readonly accounts = new LRUCache<string, Account>({ max: 10_000, ttl: 60 * 60_000 });

  constructor(private readonly now: () => number = Date.now) {}

  /** @returns what to call when it is done @throws Problem preview.too_many_requests */
  begin(ticket: string): () => void {
    const account = this.accounts.get(ticket) ?? { underWay: 0, tokens: BURST, filledAtMs: this.now() };
    this.accounts.set(ticket, account);
    const nowMs = this.now();
    account.tokens = Math.min(BURST, account.tokens + ((nowMs - account.filledAtMs) / 1000) * PER_SECOND);
    account.filledAtMs = nowMs;
    if (account.tokens < 1 || account.underWay >= MAX_UNDER_WAY) {
      throw new Problem('preview.too_many_requests', { params: { seconds: 1 } });
    }
    account.tokens -= 1;
    account.underWay += 1;
    return () => {
      account.underWay -= 1;
    };
  }
}
