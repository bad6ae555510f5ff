// GB 32100-2015: 18 characters without I, O, S, V and Z, the last of which is a check digit.
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Whether a text is a unified social credit code (统一社会信用代码): 18 characters of which the last is the check digit of the others. */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NP-RTUWXY]{18}$/.test(text)) return false;
  let sum = 0;
  // The weight of the character at place i is 3^i mod 31.
  let weight = 1;
  for (const character of text.slice(0, 17)) {
    sum += alphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet[(31 - (sum % 31)) % 31] === text[17];
}
