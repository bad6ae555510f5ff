import { Problem } from '../problems/problem.js';
import { MESSAGE_LIMIT_BYTES } from './broadcast.js';

/**
 * Topic and message in one text, both drivers' wire form.
 * @throws Problem broadcast.message_too_long
 */
export function encodeMessage(topic: string, message: string): string {
  const text = `${topic}\n${message}`;
  if (Buffer.byteLength(text) > MESSAGE_LIMIT_BYTES) {
    throw new Problem('broadcast.message_too_long', {
      params: { topic: topic.slice(0, 200), limit: MESSAGE_LIMIT_BYTES },
    });
  }
  return text;
}
