import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { Shop } from './shops.js';

/** Tells the runtime that every shop's goods have changed. When this listener has heard the last of it, so has the runtime's. */
export async function forgetCatalogues(broadcast: Broadcast, shops: readonly Shop[]): Promise<void> {
  const expected = new Set<string>(shops.map(({ tenantId }) => tenantId));
  let done: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => {
    done = resolve;
  });
  const unsubscribe = await broadcast.subscribe('catalogue', (message) => {
    if (message === null) expected.clear();
    else expected.delete(message);
    if (expected.size === 0) done();
  });
  for (const { tenantId } of shops) await broadcast.publish('catalogue', tenantId);
  await heard;
  await unsubscribe();
}
