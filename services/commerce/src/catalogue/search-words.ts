/** What somebody looks for, taken apart for the statement that compares it. All of it in the form `searchable` (SQL) gives to texts. */
export interface SearchWords {
  readonly phrase: string;
  /** Each must stand in the goods' texts; Chinese and other words that are typed together are words of their own. */
  readonly words: readonly string[];
  /** Pairs of Chinese characters: where no goods have all words, most of these must stand there. */
  readonly pairs: readonly string[];
  /** Words whose letters are compared: where no goods have all words, something similar must stand there. */
  readonly similar: readonly string[];
}

const MOST_WORDS = 8;
const HAN = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`;
const word = new RegExp(String.raw`[${HAN}]+|[^\s${HAN}]+`, 'gu');
const han = new RegExp(`^[${HAN}]`, 'u');

export function searchWords(typed: string): SearchWords {
  const phrase = typed.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
  const words = [...new Set(phrase.match(word))].slice(0, MOST_WORDS);
  const chinese = words.filter((own) => han.test(own));
  const others = words.filter((own) => !han.test(own));
  return {
    phrase,
    words,
    pairs: [...new Set(chinese.flatMap(pairsOf))],
    // Two letters have no neighbours to be known by.
    similar: others.filter((own) => own.replaceAll(/[^\p{L}\p{N}]/gu, '').length >= 3),
  };
}

/** Of a word of two characters one may be mistyped, so these stand alone. */
function pairsOf(chinese: string): string[] {
  const characters = Array.from(chinese);
  if (characters.length === 1) return [];
  if (characters.length === 2) return characters;
  return characters.slice(1).map((character, place) => (characters[place] ?? '') + character);
}
