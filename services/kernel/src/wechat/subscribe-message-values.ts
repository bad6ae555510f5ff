/** Kinds of fields, the letters of a key such as `thing1` (`shared/wechat/login-and-user.md` §6.2). */
export const fieldTypes = [
  'thing',
  'number',
  'letter',
  'symbol',
  'character_string',
  'time',
  'date',
  'amount',
  'phone_number',
  'car_number',
  'name',
  'phrase',
  'enum',
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** What a message wants to say in one field. `at` is ISO 8601. */
export type MessageValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'moment'; readonly at: string }
  | { readonly kind: 'money'; readonly fen: number };

/** @returns null for a key of a kind that is not in the table */
export function typeOfKey(key: string): FieldType | null {
  const letters = /^([a-z_]+?)\d+$/.exec(key)?.[1];
  return fieldTypes.find((type) => type === letters) ?? null;
}

/**
 * Makes a value fit its field, so that a long product name does not cost the shopper the message (47003). Never empty and without
 * line breaks; lengths are characters (code points), not UTF-16 units.
 * @param options the permitted texts of an `enum` field
 * @returns null when nothing of the value can be said in such a field
 */
export function fitValue(type: FieldType, value: MessageValue, options: readonly string[] = []): string | null {
  const text = clean(plainText(value));
  switch (type) {
    case 'thing':
      return ellipsis(text, 20);
    case 'number':
      return filled(value.kind === 'money' ? yuan(value.fen) : text, /^[+-]?\d+(\.\d+)?$/, 32);
    case 'letter':
      return first(text.replaceAll(/[^A-Za-z]/g, ''), 32);
    case 'symbol':
      return first(text.replaceAll(/[^\p{P}\p{S}]/gu, ''), 5);
    case 'character_string':
      return first(text.replaceAll(/[^\x21-\x7e]/g, ''), 32);
    case 'time':
    case 'date':
      return value.kind === 'moment' ? inChina(value.at) : null;
    case 'amount':
      return amount(value);
    case 'phone_number':
      return first(text.replaceAll(/[^0-9+*()-]/g, ''), 17);
    case 'car_number':
      return filled(text.replaceAll(/[^\p{Script=Han}A-Za-z0-9]/gu, ''), /./u, 8);
    case 'name':
      return name(text);
    case 'phrase':
      return first(text.replaceAll(/[^\p{Script=Han}]/gu, ''), 5);
    case 'enum':
      return options.includes(text) ? text : null;
    default:
      return type satisfies never;
  }
}

function plainText(value: MessageValue): string {
  if (value.kind === 'text') return value.text;
  return value.kind === 'money' ? `¥${yuan(value.fen)}` : (inChina(value.at) ?? '');
}

/** One line: control characters and half characters are faults to WeChat. */
function clean(text: string): string {
  return text
    .replaceAll(/\p{Cs}/gu, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .trim();
}

function ellipsis(text: string, length: number): string | null {
  const characters = Array.from(text);
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text || null;
}

function first(text: string, length: number): string | null {
  return Array.from(text).slice(0, length).join('') || null;
}

/** The whole text or nothing: half a number is another number. */
function filled(text: string, pattern: RegExp, length: number): string | null {
  return pattern.test(text) && Array.from(text).length <= length ? text : null;
}

/** Ten characters when one of them is Chinese, else twenty. */
function name(text: string): string | null {
  const letters = text.replaceAll(/\d/g, '').trim();
  return first(letters, /\p{Script=Han}/u.test(letters) ? 10 : 20)?.trim() || null;
}

/** At most ten digits, the two after the point among them. */
function amount(value: MessageValue): string | null {
  if (value.kind !== 'money' || !Number.isSafeInteger(value.fen) || value.fen < 0) return null;
  const text = yuan(value.fen);
  return text.length <= 11 ? `¥${text}` : null;
}

function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const beijing = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** `2026年3月1日 17:05`, which both `time` and `date` take. */
function inChina(iso: string): string | null {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return null;
  const part = Object.fromEntries(beijing.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part['year']}年${part['month']}月${part['day']}日 ${part['hour']}:${part['minute']}`;
}
