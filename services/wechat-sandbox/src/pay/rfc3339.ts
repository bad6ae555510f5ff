/** `2018-06-08T10:34:56+08:00`, the only form WeChat Pay writes. */
export const rfc3339 = (instant: number): string =>
  `${new Date(instant + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
