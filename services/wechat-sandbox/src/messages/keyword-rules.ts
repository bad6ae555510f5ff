import { characterCount } from '../protocol/fields.js';
import type { Keyword, KeywordKind } from './public-templates.js';

const TIME = String.raw`([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?`;
const DAY = String.raw`\d{4}(年\d{1,2}月\d{1,2}日|(?<mark>[-/.])\d{1,2}\k<mark>\d{1,2})`;
const isTime = new RegExp(`^(${DAY} ?)?${TIME}$`);
const isDate = new RegExp(`^${DAY}( ?${TIME})?$`);

const rules: Readonly<Record<Exclude<KeywordKind, 'enum'>, (value: string) => boolean>> = {
  thing: (value) => characterCount(value) <= 20,
  number: (value) => /^-?\d+(\.\d+)?$/.test(value) && value.replace(/\D/g, '').length <= 32,
  letter: (value) => /^[A-Za-z]{1,32}$/.test(value),
  symbol: (value) => /^[^\p{L}\p{N}\s]{1,5}$/u.test(value),
  character_string: (value) => /^[\x20-\x7e]{1,32}$/.test(value),
  time: (value) => isRangeOf(isTime, value),
  date: (value) => isRangeOf(isDate, value),
  amount: (value) => /^\p{Sc}?\d{1,10}(\.\d+)?元?$/u.test(value),
  phone_number: (value) => /^[\d\s!-/:-@[-`{-~]{1,17}$/.test(value),
  car_number: (value) => /^[\p{Script=Han}A-Za-z\d]{1,8}$/u.test(value),
  name: (value) => characterCount(value) <= (/\p{Script=Han}/u.test(value) ? 10 : 20),
  phrase: (value) => /^\p{Script=Han}{1,5}$/u.test(value),
};

/** Whether a value keeps the rule of its keyword: login-and-user.md §6.2. */
export function isAllowedValue({ kind, values }: Pick<Keyword, 'kind' | 'values'>, value: string): boolean {
  if (value === '' || /\p{Cc}/u.test(value)) return false;
  return kind === 'enum' ? (values ?? []).includes(value) : rules[kind](value);
}

function isRangeOf(pattern: RegExp, value: string): boolean {
  const ends = value.split(/ ?~ ?/);
  return ends.length <= 2 && ends.every((end) => pattern.test(end));
}
