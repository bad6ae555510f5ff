/**
 * A text WeChat Pay accepts (`shared/wechat/wechat-pay-v3.md` §4): at most `maxBytes` of UTF-8, no characters of four bytes (emoji), no
 * control characters, whole characters only.
 */
export function payText(text: string, maxBytes: number): string {
  let bytes = 0;
  let result = '';
  for (const character of text) {
    const size = Buffer.byteLength(character);
    const code = character.codePointAt(0) ?? 0;
    if (size > 3 || code < 0x20 || (code >= 0xd800 && code <= 0xdfff)) continue;
    if (bytes + size > maxBytes) break;
    bytes += size;
    result += character;
  }
  return result;
}
