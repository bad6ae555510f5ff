import type { PushListener } from '#kernel/wechat/push-listener.js';
import type { WechatPush } from '#kernel/wechat/push-types.js';

type Kind = WechatPush['kind'];

/** What PushHandler does itself: no listener may name these. */
const OWN: readonly Kind[] = [
  'ticket',
  'authorised',
  'authorisationChanged',
  'unauthorised',
  'auditApproved',
  'auditRejected',
  'auditDelayed',
];

/** Which part of the product acts on which event: one listener each, or none. */
export class PushListenerTable {
  readonly #listeners = new Map<Kind, PushListener>();

  /** @throws Error with a sentence for every kind that two want to act on */
  constructor(listeners: readonly PushListener[]) {
    const faults: string[] = [];
    for (const listener of listeners) {
      for (const kind of listener.kinds) {
        const other = OWN.includes(kind) ? 'PushHandler' : this.#listeners.get(kind)?.constructor.name;
        if (other !== undefined) {
          faults.push(
            `Push ${kind} has two listeners, ${other} and ${listener.constructor.name}: remove one from services/worker/src/job-handlers.ts.`,
          );
        }
        this.#listeners.set(kind, listener);
      }
    }
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }

  of(kind: Kind): PushListener | undefined {
    return this.#listeners.get(kind);
  }
}
