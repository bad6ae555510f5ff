import type { MessageFromPlayer, MessageToPlayer } from '../format.js';

const ALIVE_MS = 1000;

export interface EmbeddingActions {
  reload(): void;
  navigate(path: string): void;
  theme(dark: boolean): void;
  language(language: 'zh' | 'en'): void;
}

/** Talks with the page the player is embedded in. Only origins the package names are listened to and told anything. */
export class Embedding {
  readonly #origins: readonly string[];

  constructor(origins: readonly string[], actions: EmbeddingActions) {
    this.#origins = origins;
    if (window.parent === window) return;
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (event.source !== window.parent || !origins.includes(event.origin)) return;
      obey(event.data as Partial<MessageToPlayer> | null, actions);
    });
    // Stays out while a script of the package runs in an endless loop: that is how the embedding page notices.
    window.setInterval(() => this.tell({ type: 'xiaopu:alive' }), ALIVE_MS);
  }

  tell(message: MessageFromPlayer): void {
    if (window.parent === window) return;
    for (const origin of this.#origins) window.parent.postMessage(message, origin);
  }
}

function obey(message: Partial<MessageToPlayer> | null, actions: EmbeddingActions): void {
  const { path, dark, language } = (message ?? {}) as { path?: unknown; dark?: unknown; language?: unknown };
  switch (message?.type) {
    case 'xiaopu:reload':
      actions.reload();
      break;
    case 'xiaopu:navigate':
      if (typeof path === 'string') actions.navigate(path);
      break;
    case 'xiaopu:theme':
      if (typeof dark === 'boolean') actions.theme(dark);
      break;
    case 'xiaopu:language':
      if (language === 'zh' || language === 'en') actions.language(language);
      break;
    default:
      break;
  }
}
