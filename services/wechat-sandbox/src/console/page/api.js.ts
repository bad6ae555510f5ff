/** The knobs, as everybody else turns them. */
export const apiScript = String.raw`
import { word } from './words.js';

/** The answer as JSON; throws the sentence of a refusal. */
export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, { method, ...(body && { body: JSON.stringify(body) }) });
  } catch {
    throw new Error(word('off'));
  }
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(value.error ?? value.errMsg ?? word('failed') + ': ' + path);
  return value;
}
`;
