import { LRUCache } from 'lru-cache';
import { type AppId, APP_ID_PATTERN, asId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Shop, ShopRoutesAcrossTenants } from './shop-routes.repository.js';

// What broadcasts miss, time mends. An AppID nobody has is asked about again soon: it may be authorised at any moment.
const KNOWN_MS = 10 * 60_000;
const UNKNOWN_MS = 5_000;
const MAX_ENTRIES = 50_000;
const appIdForm = new RegExp(APP_ID_PATTERN);

type Entry = Shop | 'unknown';

/** AppID → shop, kept in this process; `forget…` is called when something about an applet or a merchant changes. */
export class ShopDirectory {
  private readonly known = new LRUCache<string, Entry>({ max: MAX_ENTRIES, ttl: KNOWN_MS, ttlResolution: 1000 });
  private readonly asked = new Map<string, Promise<Shop>>();
  /** Grows with every change heard of: an answer that was asked for before it may be older than the change. */
  private changes = 0;

  constructor(private readonly routes: Pick<ShopRoutesAcrossTenants, 'find'>) {}

  /**
   * The shop at once when it is known, else a promise of it.
   * @throws Problem applet.unknown, applet.revoked, applet.suspended; the promise rejects with the same
   */
  open(appId: string): Shop | Promise<Shop> {
    const shop = this.lookUp(appId);
    return shop instanceof Promise ? shop.then(admitted) : admitted(shop);
  }

  /** Whatever its state: money may still be on its way to a shop that has closed. @throws Problem applet.unknown */
  async find(appId: string): Promise<Shop> {
    return this.lookUp(appId);
  }

  forgetApplet(appId: string): void {
    this.heard();
    this.known.delete(appId);
  }

  forgetTenant(tenantId: string): void {
    this.heard();
    for (const [appId, entry] of this.known.entries()) {
      if (entry !== 'unknown' && entry.tenantId === tenantId) this.known.delete(appId);
    }
  }

  forgetAll(): void {
    this.heard();
    this.known.clear();
  }

  private heard(): void {
    this.changes += 1;
    this.asked.clear();
  }

  private lookUp(appId: string): Shop | Promise<Shop> {
    const entry = this.known.get(appId);
    if (entry !== undefined) return existing(entry, appId);
    if (!appIdForm.test(appId)) return existing('unknown', appId);
    return this.ask(asId<AppId>(appId));
  }

  private async ask(appId: AppId): Promise<Shop> {
    const pending = this.asked.get(appId);
    if (pending) return pending;
    const before = this.changes;
    const answer = this.routes
      .find(appId)
      .then((shop) => {
        const isCurrent = this.changes === before;
        if (isCurrent) this.known.set(appId, shop ?? 'unknown', { ttl: shop ? KNOWN_MS : UNKNOWN_MS });
        return existing(shop ?? 'unknown', appId);
      })
      .finally(() => {
        if (this.asked.get(appId) === answer) this.asked.delete(appId);
      });
    this.asked.set(appId, answer);
    return answer;
  }
}

function existing(entry: Entry, appId: string): Shop {
  if (entry === 'unknown') throw new Problem('applet.unknown', { params: { appId: appId.slice(0, 30) } });
  return entry;
}

function admitted(shop: Shop): Shop {
  if (shop.state !== 'open') throw new Problem(shop.state === 'revoked' ? 'applet.revoked' : 'applet.suspended');
  return shop;
}
