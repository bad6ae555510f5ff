import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces, WxError } from './interface.js';
import { says } from './navigation.js';

type Resolve = (answer: { event: string; buttonId?: string }) => void;
type Listener = (resolve: Resolve, about: { referrer: string }) => void;

/** WeChat's privacy notice: asked once per applet and browser; a mini-program may show its own by `onNeedPrivacyAuthorization`. */
export class Privacy {
  readonly #host: WxHost;
  readonly #key: string;
  #listener: Listener | null = null;

  constructor(host: WxHost) {
    this.#host = host;
    this.#key = `player:privacy:${host.package.appId}`;
  }

  interfaces(): Interfaces {
    return {
      onNeedPrivacyAuthorization: (listener: Listener) => {
        this.#listener = listener;
      },
      offNeedPrivacyAuthorization: () => {
        this.#listener = null;
      },
      ...allAsynchronous(this.#host, {
        getPrivacySetting: () => ({
          needAuthorization: this.needed,
          privacyContractName: '《小程序用户隐私保护指引》',
        }),
        requirePrivacyAuthorize: () => this.demand('requirePrivacyAuthorize'),
        openPrivacyContract: () => says(this.#host, '《小程序用户隐私保护指引》'),
      }),
    };
  }

  get needed(): boolean {
    return this.#host.config.app['__usePrivacyCheck__'] === true && localStorage.getItem(this.#key) !== 'agreed';
  }

  /** Before a private interface does its work. Throws WeChat's refusal when the shopper does not agree. */
  async demand(referrer: string): Promise<void> {
    if (!this.needed) return;
    if (await this.#ask(referrer)) this.agree();
    else throw new WxError('privacy permission is not authorized', { errno: 104 });
  }

  /** A button with `open-type="agreePrivacyAuthorization"` was pressed, or the notice was agreed to. */
  agree(): void {
    localStorage.setItem(this.#key, 'agreed');
  }

  async #ask(referrer: string): Promise<boolean> {
    const listener = this.#listener;
    if (listener) {
      return await new Promise<boolean>((resolve) => {
        listener(
          ({ event }) => {
            if (event !== 'exposureAuthorization') resolve(event === 'agree');
          },
          { referrer },
        );
      });
    }
    const { texts } = this.#host.chrome;
    const form = {
      kind: 'privacy',
      title: texts.privacyTitle,
      note: texts.privacyNote,
      confirm: texts.agree,
      cancel: texts.reject,
    };
    return (await this.#host.chrome.form(form)) !== null;
  }
}
