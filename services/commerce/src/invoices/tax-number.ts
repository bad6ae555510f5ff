const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/**
 * Whether it is a unified social credit identifier (统一社会信用代码, GB 32100-2015): 18 digits and capital letters without I, O, S, V, Z,
 * the last of which checks the others.
 */
export function isTaxNumber(number: string): boolean {
  const values = Array.from(number, (character) => ALPHABET.indexOf(character));
  if (values.length !== 18 || values.includes(-1)) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * (values[index] ?? 0), 0);
  return values[17] === (31 - (sum % 31)) % 31;
}
