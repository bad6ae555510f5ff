import { requireOpenid } from '../login/users.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { characterCount, type Fields } from '../protocol/fields.js';
import type { App } from '../state/app.model.js';
import { findConversation, keepMessage, livingWindows } from './conversation.js';
import { findMedia } from './media.js';

const SERVICE = { sets: [19] };
const TYPING_MS = 15_000;
const RECENT_MS = 30_000;
const MAX_TEXT = 2048;

/** Answers of the customer service; login-and-user.md §8. */
export const customerServiceEndpoints: readonly Endpoint[] = [
  authorizerEndpoint(
    'POST',
    '/cgi-bin/message/custom/send',
    ({ body }, app) => {
      const { openid } = requireOpenid(app, body.string('touser', 40003));
      const msgType = body.string('msgtype', 40008);
      const content = readContent(app, body, msgType);
      useReply(app, openid);
      keepMessage(app, { openid, from: 'shop', msgType, content });
      return ok();
    },
    SERVICE,
  ),

  authorizerEndpoint('POST', '/cgi-bin/message/custom/business/typing', typing, SERVICE),
];

/** 45015 when the person has done nothing lately, 45047 when the replies are used up. The window that ends first is used first. */
function useReply(app: App, openid: string): void {
  const windows = livingWindows(findConversation(app, openid));
  if (windows.length === 0) throw new ApiError(45015);
  const window = windows.filter(({ left }) => left > 0).sort((a, b) => a.expiresAt - b.expiresAt)[0];
  if (!window) throw new ApiError(45047);
  window.left -= 1;
}

function readContent(app: App, body: Fields, msgType: string): Record<string, string> {
  if (msgType === 'text') {
    const content = body.object('text').string('content', 44004);
    if (characterCount(content) > MAX_TEXT) throw new ApiError(45002);
    return { content };
  }
  if (msgType === 'image') return { media_id: requireMedia(app, body.object('image'), 'media_id') };
  if (msgType === 'link') {
    const link = body.object('link');
    return texts(link, ['title', 'description', 'url', 'thumb_url']);
  }
  if (msgType === 'miniprogrampage') {
    const page = body.object('miniprogrampage');
    return {
      ...texts(page, ['title', 'pagepath']),
      thumb_media_id: requireMedia(app, page, 'thumb_media_id'),
    };
  }
  throw new ApiError(40008);
}

const texts = (fields: Fields, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, fields.string(name)]));

function requireMedia(app: App, fields: Fields, name: string): string {
  const id = fields.string(name, 40007);
  if (findMedia(app, id) === null) throw new ApiError(40007);
  return id;
}

/** Shown for 15 s, to a person who wrote within the last 30 s: 45072 wrong command, 45080 not recently, 45081 shown already. */
function typing({ body }: Call, app: App): object {
  const { openid } = requireOpenid(app, body.string('touser', 40003));
  const command = body.string('command', 45072);
  if (command !== 'Typing' && command !== 'CancelTyping') throw new ApiError(45072);
  const conversation = findConversation(app, openid);
  const now = Date.now();
  if (conversation === null || (conversation.lastMessageAt ?? 0) < now - RECENT_MS) throw new ApiError(45080);
  if (command === 'Typing' && (conversation.typingUntilAt ?? 0) > now) throw new ApiError(45081);
  conversation.typingUntilAt = command === 'Typing' ? now + TYPING_MS : null;
  return ok();
}
