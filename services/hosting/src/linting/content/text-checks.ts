import { isJsonObject, type JsonObject, type JsonValue, pointerTo } from '../../templates/json.js';
import { excerpt, shareInducement, unfinished } from '../audit/wording.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';

const testText = /测试|\btest(?:ing)?\b|^(?:asdf\w*|qwe(?:rty)?\w*|(\w)\1{3,}|123456?\d*|xxx+)$/i;
const placeholderHost =
  /^https?:\/\/(?:[\w-]+\.)*(?:placehold\.(?:co|it|jp)|placeholder\.com|picsum\.photos|dummyimage\.com|lorempixel\.com|loremflickr\.com|placekitten\.com|fakeimg\.pl|example\.(?:com|org|net))\//i;
/** Keys whose texts are names for programs. */
const notRead = new Set([
  'id',
  'type',
  'kind',
  'target',
  'schedule',
  'url',
  'icon',
  'language',
  'categoryId',
  'productIds',
]);

/** Every text and picture of a config that shoppers see. */
export function checkTexts(config: JsonObject): Finding[] {
  return textsIn(config, '').flatMap(({ pointer, text }) => {
    const at = { file: 'config', pointer };
    if (placeholderHost.test(text)) return [finding('content.placeholder_image', at, { value: excerpt(text) })];
    // Addresses, media and colours are no words.
    if (/^(?:https?:\/\/|template:|\/?media\/|\/a\/|#[0-9a-f]{3,8}$)/i.test(text)) return [];
    // The name has a rule of its own for names that are nothing but that.
    if (pointer === '/brand/name' && !/\s|[\p{Script=Han}]{4}/u.test(text)) return [];
    const value = excerpt(text);
    if (shareInducement.test(text)) return [finding('content.share_inducement', at, { value })];
    return testText.test(text.trim()) || unfinished.test(text) ? [finding('content.test_text', at, { value })] : [];
  });
}

function textsIn(value: JsonValue, pointer: string): { pointer: string; text: string }[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [{ pointer, text: value }];
  if (Array.isArray(value))
    return value.flatMap((item: JsonValue, index) => (hidden(item) ? [] : textsIn(item, pointerTo(pointer, index))));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    notRead.has(key) && !isPicture(child) ? [] : textsIn(child, pointerTo(pointer, key)),
  );
}

function hidden(value: JsonValue): boolean {
  return isJsonObject(value) && value['hidden'] === true;
}

function isPicture(value: JsonValue): boolean {
  return typeof value === 'string' && placeholderHost.test(value);
}
