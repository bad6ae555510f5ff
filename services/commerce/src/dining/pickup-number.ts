const PER_LETTER = 999;

/** What is called out: 1 → A001, 999 → A999, 1000 → B001. After Z999 the plain number. */
export function pickupNumber(number: number): string {
  const letter = Math.floor((number - 1) / PER_LETTER);
  if (letter > 25) return String(number);
  return `${String.fromCharCode(65 + letter)}${String(((number - 1) % PER_LETTER) + 1).padStart(3, '0')}`;
}
