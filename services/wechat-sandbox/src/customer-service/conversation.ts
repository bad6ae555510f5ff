import { randomInt } from 'node:crypto';
import { afterRelease } from '../login/users.js';
import type { Conversation, ServiceMessage, ServiceState } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';

const MINUTE_MS = 60_000;
const KEPT_MESSAGES = 500;
/** What an action of the person allows: replies, and for how long (login-and-user.md §8). */
const ALLOWANCES = {
  message: { replies: 5, lifeMs: 48 * 60 * MINUTE_MS },
  enter: { replies: 3, lifeMs: MINUTE_MS },
} as const;

export const serviceOf = (app: App): ServiceState =>
  (afterRelease(app).service ??= { conversations: {}, messages: [], media: {} });

export const findConversation = (app: App, openid: string): Conversation | null => {
  const conversations = app.afterRelease?.service?.conversations ?? {};
  return Object.hasOwn(conversations, openid) ? (conversations[openid] ?? null) : null;
};

/** The person wrote, or came in; a new action of the same kind replaces what the last one allowed. */
export function allowReplies(app: App, openid: string, trigger: keyof typeof ALLOWANCES): void {
  const now = Date.now();
  const { conversations } = serviceOf(app);
  const conversation = (conversations[openid] ??= {
    windows: [],
    lastMessageAt: null,
    typingUntilAt: null,
    isHandedOver: false,
  });
  const { replies, lifeMs } = ALLOWANCES[trigger];
  conversation.windows = [
    ...conversation.windows.filter((window) => window.expiresAt > now && window.trigger !== trigger),
    { trigger, left: replies, expiresAt: now + lifeMs },
  ];
  if (trigger === 'message') conversation.lastMessageAt = now;
}

export const livingWindows = (conversation: Conversation | null) =>
  (conversation?.windows ?? []).filter(({ expiresAt }) => expiresAt > Date.now());

export function keepMessage(app: App, message: Omit<ServiceMessage, 'id' | 'sentAt'>): ServiceMessage {
  const service = serviceOf(app);
  const kept = { ...message, id: newMessageId(), sentAt: Date.now() };
  service.messages = [...service.messages, kept].slice(-KEPT_MESSAGES);
  return kept;
}

/** WeChat writes it as a bare number of up to 64 bits. */
const newMessageId = (): string => String(randomInt(10 ** 14, 2 ** 48 - 1));
