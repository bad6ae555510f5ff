import { MessageCrypto } from './crypto/message-crypto.js';
import { Pusher } from './platform/pusher.js';
import { CallLog } from './protocol/call-log.js';
import { FaultIndex } from './protocol/fault-index.js';
import { MinuteCounts } from './protocol/minute-counts.js';
import type { ConnectProxy } from './proxy/connect-proxy.js';
import type { Settings } from './settings.js';
import type { App } from './state/app.model.js';
import type { SandboxSettings } from './state/sandbox-settings.js';
import type { SandboxState } from './state/sandbox-state.js';
import { Scheduler } from './state/scheduler.js';
import { Store } from './state/store.js';

/** What every rule of the sandbox works on. */
export class World {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly pusher: Pusher;
  readonly messageCrypto: MessageCrypto;
  readonly calls = new CallLog();
  readonly faultIndex = new FaultIndex();
  readonly minuteCounts = new MinuteCounts();
  /** How browsers and the product reach the sandbox; known once it listens. */
  publicUrl: string;
  /** Ends TLS for WeChat's own names; null when there is none. */
  proxy: ConnectProxy | null = null;
  /** The CONNECT proxy's address; null while there is none. */
  proxyUrl: string | null = null;

  constructor(readonly env: Settings) {
    this.publicUrl = env.publicUrl ?? `http://${env.host}:${env.port}`;
    this.store = new Store(env.dataDir);
    this.scheduler = new Scheduler(this.store);
    this.messageCrypto = new MessageCrypto(env.pushToken, env.pushAesKey, env.componentAppid);
    this.pusher = new Pusher(this);
  }

  get state(): SandboxState {
    return this.store.state;
  }

  /** The knobs' settings, not the environment. */
  get knobs(): SandboxSettings {
    return this.store.state.settings;
  }

  /** The account, to read or to change: it is saved when it has changed. */
  findApp(appid: string): App | null {
    return this.state.apps.find(appid);
  }
}
