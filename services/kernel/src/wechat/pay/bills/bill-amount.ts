/** Amounts of bills are yuan as text, `12.34`, fees with five decimals (`0.07200`). Never through a float: 19.99 would become 1998 fen. */
const YUAN = /^(-?)(\d{1,12})(?:\.(\d{1,8}))?$/;

/** Units of a bill's own sums: hundred-thousandths of a yuan. */
export const UNITS_PER_FEN = 1_000;

/** @returns hundred-thousandths of a yuan; empty text is 0. Null when it is no amount or finer than that. */
export function parseBillAmount(text: string): number | null {
  if (text === '') return 0;
  const match = YUAN.exec(text);
  if (!match) return null;
  const [, sign, yuan = '', decimals = ''] = match;
  const fraction = decimals.padEnd(5, '0');
  if (/[1-9]/.test(fraction.slice(5))) return null;
  const units = Number(yuan) * 100_000 + Number(fraction.slice(0, 5));
  return units === 0 ? 0 : Number(`${sign}1`) * units;
}

/** Fen, half a fen away from zero: how WeChat rounds what it keeps. */
export function toFen(units: number): number {
  const fen = Math.trunc((Math.abs(units) + UNITS_PER_FEN / 2) / UNITS_PER_FEN);
  return units < 0 && fen > 0 ? -fen : fen;
}
