const MAX_FEN = 100_000_000;

/**
 * Yuan as people write them → fen, digit by digit: 19.99 is 1999 and never 1998.
 * @returns null for anything but digits with at most two decimals, up to 1,000,000 yuan; thousands separators are refused, not guessed at
 */
export function parseFen(text: string): number | null {
  const match = /^(?:¥|￥)?(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return fen <= MAX_FEN ? fen : null;
}
