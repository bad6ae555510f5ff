import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { ShopDirectory } from '../routing/shop-directory.js';
import type { Generations } from './generations.js';

/** What the caches of this process depend on. */
export interface Caches {
  readonly shops: ShopDirectory;
  /** By tenant id, and by AppID for its storefront. */
  readonly generations: Generations;
}

/**
 * Hears what other processes have changed. Messages: `applet` an AppID, `merchant` and `catalogue` a tenant id, `agency`
 * an agency's id, `storefront` `<tenant>:<AppID>`; null means that some may have been missed, and drops everything.
 */
export async function listenForChanges(broadcast: Broadcast, { shops, generations }: Caches): Promise<void> {
  const listen = async (topic: string, changed: (message: string) => void) => {
    await broadcast.subscribe(topic, (message) => {
      if (message !== null) changed(message);
      else {
        shops.forgetAll();
        generations.advanceAll();
      }
    });
  };
  await listen('applet', (appId) => shops.forgetApplet(appId));
  await listen('merchant', (tenantId) => shops.forgetTenant(tenantId));
  // An agency is suspended once in a while: asking again about every shop costs less than knowing whose they are.
  await listen('agency', () => shops.forgetAll());
  await listen('catalogue', (tenantId) => generations.advance(tenantId));
  await listen('storefront', (message) => generations.advance(message.slice(message.indexOf(':') + 1)));
}
