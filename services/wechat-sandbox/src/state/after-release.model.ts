/** What an account does once its mini-program is online. */
export type AfterRelease = Record<string, never>;

export const emptyAfterRelease = (): AfterRelease => ({});
