import { Type } from 'typebox';
import { mosaicJpeg } from '../code/mosaic-jpeg.js';
import { type Knob, requireApp } from '../console/knob.js';
import { enterUser, visit } from '../login/users.js';
import type { XmlFields } from '../protocol/xml.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { allowReplies, findConversation, keepMessage, livingWindows } from './conversation.js';
import { keepMedia } from './media.js';

const text = (maxLength: number) => Type.Optional(Type.String({ minLength: 1, maxLength }));

interface Incoming {
  user: string;
  type: 'text' | 'image' | 'miniprogrampage' | 'enter';
  content?: string;
  title?: string;
  pagePath?: string;
  sessionFrom?: string;
}

export const serviceKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/customer-messages',
    summary: 'A person writes to the customer service, or enters the conversation',
    body: Type.Object(
      {
        user: Type.String({ minLength: 1, maxLength: 100 }),
        type: Type.Unsafe<Incoming['type']>({ type: 'string', enum: ['text', 'image', 'miniprogrampage', 'enter'] }),
        content: text(2048),
        title: text(200),
        pagePath: text(1024),
        sessionFrom: text(1000),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({ openid: Type.String(), msgId: Type.Optional(Type.String()) }),
    handle: (use) => receive(use.world, requireApp(use), use.body as unknown as Incoming),
  },
  {
    method: 'GET',
    path: '/sandbox/apps/:appid/customer-messages',
    summary: 'What the conversations show, oldest first; `user` narrows it to one person',
    query: Type.Object(
      { user: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })) },
      { additionalProperties: false },
    ),
    answers:
      'items (openid, from: shopper or shop, msgType, content, sentAt); of one person also isTyping, isHandedOver and repliesLeft',
    handle: (use) => {
      const app = requireApp(use);
      const messages = app.afterRelease?.service?.messages ?? [];
      const openid = use.query['user'] === undefined ? undefined : enterUser(app, use.query['user']).openid;
      return {
        items: messages.filter((message) => openid === undefined || message.openid === openid),
        ...(openid !== undefined && conversationView(app, openid)),
      };
    },
  },
];

function receive(world: World, app: App, message: Incoming): object {
  const { openid } = enterUser(app, message.user);
  visit(app, openid);
  if (message.type === 'enter') {
    allowReplies(app, openid, 'enter');
    const sessionFrom = message.sessionFrom ?? 'wxapp';
    world.pusher.pushMessageEvent('user_enter_tempsession', app, { SessionFrom: sessionFrom }, openid);
    return { openid };
  }
  allowReplies(app, openid, 'message');
  const content = contentOf(world, app, message);
  const kept = keepMessage(app, { openid, from: 'shopper', msgType: message.type, content });
  push(world, app, openid, message.type, { ...content, MsgId: Number(kept.id) });
  return { openid, msgId: kept.id };
}

function push(
  { pusher }: World,
  app: App,
  openid: string,
  type: Exclude<Incoming['type'], 'enter'>,
  fields: XmlFields,
): void {
  switch (type) {
    case 'text':
      return pusher.pushMessage('text', app, openid, fields);
    case 'image':
      return pusher.pushMessage('image', app, openid, fields);
    case 'miniprogrampage':
      return pusher.pushMessage('miniprogrampage', app, openid, fields);
  }
}

function contentOf(world: World, app: App, message: Incoming): Record<string, string> {
  if (message.type === 'text') return { Content: message.content ?? '你好' };
  const picture = mosaicJpeg(`${app.appid} ${message.user} ${Date.now()}`);
  const mediaId = keepMedia(app, picture, 'image/jpeg');
  const address = `${world.publicUrl}/sandbox/apps/${app.appid}/avatar.jpg`;
  if (message.type === 'image') return { PicUrl: address, MediaId: mediaId };
  return {
    Title: message.title ?? app.nickname,
    AppId: app.appid,
    PagePath: message.pagePath ?? app.online?.code.pages[0] ?? '',
    ThumbUrl: address,
    ThumbMediaId: mediaId,
  };
}

function conversationView(app: App, openid: string): object {
  const conversation = findConversation(app, openid);
  return {
    isTyping: (conversation?.typingUntilAt ?? 0) > Date.now(),
    isHandedOver: conversation?.isHandedOver ?? false,
    repliesLeft: livingWindows(conversation).reduce((sum, { left }) => sum + left, 0),
  };
}
