import { MessageCrypto } from './crypto/message-crypto.js';
import { Pusher } from './platform/pusher.js';
import { CallLog } from './protocol/call-log.js';
import type { Settings } from './settings.js';
import type { App } from './state/app.model.js';
import type { SandboxState } from './state/model.js';
import type { SandboxSettings } from './state/sandbox-settings.js';
import { Scheduler } from './state/scheduler.js';
import { Store } from './state/store.js';

/** What every rule of the sandbox works on. */
export class World {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly pusher: Pusher;
  readonly calls = new CallLog();
  /** How browsers and the product reach the sandbox; known once it listens. */
  publicUrl: string;

  constructor(readonly env: Settings) {
    this.publicUrl = env.publicUrl ?? `http://${env.host}:${env.port}`;
    this.store = new Store(env.dataDir);
    this.scheduler = new Scheduler(this.store);
    this.pusher = new Pusher(this, new MessageCrypto(env.pushToken, env.pushAesKey, env.componentAppid));
  }

  get state(): SandboxState {
    return this.store.state;
  }

  /** The knobs' settings, not the environment. */
  get knobs(): SandboxSettings {
    return this.store.state.settings;
  }

  findApp(appid: string): App | null {
    return Object.hasOwn(this.state.apps, appid) ? (this.state.apps[appid] ?? null) : null;
  }
}
