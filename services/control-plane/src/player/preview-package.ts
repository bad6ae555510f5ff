import type { ExtJson, PlayerPackage } from '../../../player/src/format.js';

/** What a ticket permits. */
export interface Preview {
  readonly tenantId: string;
  readonly appId: string;
  /** `sha256:<hex>` of a built package, or the storefront's draft as it is at the moment. */
  readonly shows: string;
  /** Who looks: the shopper that WeChat's part knows them as. */
  readonly viewer: string;
  readonly entry?: NonNullable<PlayerPackage['entry']>;
  readonly language?: 'zh' | 'en';
}

/** A package as the player's origin hands it out: what is the merchant's, and which compiled base it runs on. */
export interface PreviewedPackage {
  readonly extJson: ExtJson;
  readonly baseDigest: string;
  readonly title?: string;
}

/** A code that can be scanned in the shop, as `wx.scanCode` reports it. */
export interface ScannableCode {
  readonly title: string;
  readonly path: string;
  readonly result: string;
}

/** Where the player's origin has its packages from. */
export interface PreviewSource {
  /** @throws Problem when the ticket is forged, has ended or was withdrawn */
  open(ticket: string): Preview | Promise<Preview>;
  /** @throws Problem */
  find(preview: Preview): Promise<PreviewedPackage>;
  /** The compiled base. @throws Problem preview.base_not_found, preview.cannot_compile */
  script(baseDigest: string): Promise<Buffer>;
  /** A picture or sound of the base, or null. */
  file(baseDigest: string, path: string): Promise<Buffer | null>;
  /** Headers that the runtime must see besides the mini-program's own. */
  runtimeHeaders(preview: Preview): Readonly<Record<string, string>>;
  codes(preview: Preview): Promise<readonly ScannableCode[]>;
}
