/** What the frame's built-ins ask of the player around them. Written by the host; all promises settle when the shopper has answered. */
export interface FrameServices {
  /** Address of a picture: `https:`, `data:` and `blob:` stay, paths become the package's files, `wxfile://` the kept file. */
  assetUrl(source: string, owner: string): string;
  /** What the classes of a component's style begin with, `scope--`; nothing where styles are shared. */
  classPrefix(owner: string): string;
  /** Calls an interface as a mini-program would: `callWx('navigateTo', {url})`. */
  callWx(name: string, options?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** A mistake in the package or the player, shown in the console panel. */
  report(where: string, error: unknown): void;
  /** A word to the author, e.g. that a tag is a stand-in here. Shown once per text. */
  remark(text: string): void;
  theme(): 'light' | 'dark';
  language(): 'zh' | 'en';
  /** The text size chosen on the phone, in pixels: `root-font-size="system"`. */
  fontSizePx(): number;
  /** A `<picker>`'s sheet; null when it was dismissed. */
  pick(request: PickRequest): Promise<PickAnswer | null>;
  /**
   * What a button's `open-type` does: getPhoneNumber, chooseAvatar, share, contact, feedback, openSetting, agreePrivacyAuthorization …
   * The event it fires (`getphonenumber`, …) and its detail; null when it fires none.
   */
  openType(
    kind: string,
    button: Readonly<Record<string, unknown>>,
    dataset: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly type: string; readonly detail: Readonly<Record<string, unknown>> } | null>;
  /** `page-meta` and `navigation-bar` tags, and `wx.setNavigationBar…`. Unnamed settings stay. */
  dressPage(page: unknown, settings: Readonly<Record<string, unknown>>): void;
}

/** `columns` are texts per column; `region`, `date` and `time` have been turned into columns by the built-in. */
export interface PickRequest {
  readonly title?: string;
  readonly columns: readonly (readonly string[])[];
  readonly value: readonly number[];
  /** A column was turned: answers the columns and values to show from now on, or nothing to leave them. */
  readonly onColumn?: (
    column: number,
    value: number,
    values: readonly number[],
  ) => { readonly columns: readonly (readonly string[])[]; readonly value: readonly number[] } | undefined;
}

export interface PickAnswer {
  readonly value: readonly number[];
}
