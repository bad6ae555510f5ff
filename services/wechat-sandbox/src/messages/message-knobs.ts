import { Type } from 'typebox';
import { type Knob, requireApp } from '../console/knob.js';
import { enterUser, visit } from '../login/users.js';
import { KnobError } from '../protocol/knob-error.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { findCard } from './service-cards.js';
import { findPrivateTemplate, messagesOf, privateTemplateView, publicTemplateOf } from './private-templates.js';

const MAX_TEMPLATES = 5;
const POPUP_SCENE = 1;
const user = Type.String({ minLength: 1, maxLength: 100, description: 'any name for a person' });
const answer = Type.Unsafe<'accept' | 'reject' | 'ban' | 'filter'>({
  type: 'string',
  enum: ['accept', 'reject', 'ban', 'filter'],
});

/** The pop-up cannot be shown: what wx.requestSubscribeMessage gives to `fail` (login-and-user.md §6.3). */
const popupFailure = (errCode: number, text: string) => ({ errMsg: `requestSubscribeMessage:fail ${text}`, errCode });

export const messageKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/subscriptions',
    summary: 'A person answers the pop-up of wx.requestSubscribeMessage',
    body: Type.Object(
      {
        user,
        answers: Type.Record(Type.String(), answer, { description: 'template id → answer' }),
        mainSwitchOff: Type.Optional(Type.Boolean({ description: 'the person has switched all messages off (20004)' })),
      },
      { additionalProperties: false },
    ),
    answers:
      'errMsg and the answers as wx.requestSubscribeMessage gives them to success; 400 with errCode and errMsg as it gives them to fail',
    handle: (use) => {
      const app = requireApp(use);
      const {
        user: name,
        answers,
        mainSwitchOff,
      } = use.body as {
        user: string;
        answers: Record<string, 'accept' | 'reject' | 'ban' | 'filter'>;
        mainSwitchOff?: boolean;
      };
      const failure = mainSwitchOff
        ? popupFailure(20004, 'The main switch is switched off')
        : findFailure(app, answers);
      if (failure !== null) return use.reply.code(400).send(failure);
      subscribe(use.world, app, enterUser(app, name).openid, answers);
      return { errMsg: 'requestSubscribeMessage:ok', ...answers };
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/subscription-changes',
    summary: 'A person refuses templates in the settings of the mini-program',
    body: Type.Object(
      { user, templateIds: Type.Array(Type.String(), { minItems: 1 }) },
      { additionalProperties: false },
    ),
    answers: 'an empty object',
    handle: (use) => {
      const app = requireApp(use);
      const { user: name, templateIds } = use.body as { user: string; templateIds: string[] };
      const { openid } = enterUser(app, name);
      for (const id of templateIds) delete messagesOf(app).grants[`${openid} ${id}`];
      const list = templateIds.map((id) => ({ TemplateId: id, SubscribeStatusString: 'reject' }));
      use.world.pusher.pushMessageEvent(
        'subscribe_msg_change_event',
        app,
        { SubscribeMsgChangeEvent: { List: list } },
        openid,
      );
      return {};
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/message-ban',
    summary: 'Takes the subscribe messages from an account (43107, 200011), or gives them back',
    body: Type.Object({ banned: Type.Boolean() }, { additionalProperties: false }),
    answers: 'banned',
    handle: (use) => {
      messagesOf(requireApp(use)).isBanned = use.body['banned'] === true;
      return use.body;
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/card-failures',
    summary: 'A service card could not be shown: pushes notify_service_msg_send_result',
    body: Type.Object(
      { notifyType: Type.Integer(), notifyCode: Type.String({ minLength: 1 }) },
      { additionalProperties: false },
    ),
    answers: 'an empty object',
    handle: (use) => {
      const app = requireApp(use);
      const { notifyType, notifyCode } = use.body as { notifyType: number; notifyCode: string };
      const card = findCard(app, notifyType, notifyCode);
      if (card === null) throw new KnobError(404, `There is no card ${notifyType} for ${notifyCode}.`);
      use.world.pusher.pushMessageEvent(
        'notify_service_msg_send_result',
        app,
        { notify_type: notifyType, notify_code: notifyCode, errcode: 1, errmsg: 'send failed' },
        card.openid,
      );
      return {};
    },
  },
  {
    method: 'GET',
    path: '/sandbox/apps/:appid/messages',
    summary: 'Lists the subscribe messages sent, newest first, and the private templates',
    answers:
      'items (sent messages: openid, title, values, sentAt …), templates, cards, and grants: sends left by "openid templateId"',
    handle: (use) => {
      const messages = requireApp(use).afterRelease?.messages;
      return {
        items: [...(messages?.sent ?? [])].reverse(),
        templates: (messages?.templates ?? []).map(privateTemplateView),
        cards: Object.values(messages?.cards ?? {}),
        grants: messages?.grants ?? {},
      };
    },
  },
];

function findFailure(app: App, answers: Record<string, string>): object | null {
  const ids = Object.keys(answers);
  if (ids.length === 0) return popupFailure(10001, 'TmplIds can not be empty');
  if (ids.length > MAX_TEMPLATES) return popupFailure(20003, 'Templates count out of max bounds');
  if (app.afterRelease?.messages?.isBanned === true) return popupFailure(20005, 'The mini program was banned');
  const templates = ids.map((id) => findPrivateTemplate(app, id));
  const known = templates.filter((template) => template !== null);
  if (known.length < ids.length) return popupFailure(20001, 'No template data return, verify the template id exist');
  const kinds = new Set(known.map((template) => publicTemplateOf(template).type));
  return kinds.size > 1 ? popupFailure(20002, 'Templates type must be same') : null;
}

/** One acceptance is one send; the event lists what was accepted or refused. */
function subscribe(world: World, app: App, openid: string, answers: Record<string, string>): void {
  visit(app, openid);
  const { grants } = messagesOf(app);
  const asked = Object.entries(answers).filter(([, given]) => given === 'accept' || given === 'reject');
  for (const [id, given] of asked) {
    const key = `${openid} ${id}`;
    if (given === 'accept') grants[key] = (grants[key] ?? 0) + 1;
  }
  if (asked.length === 0) return;
  const list = asked.map(([id, given]) => ({
    TemplateId: id,
    SubscribeStatusString: given,
    PopupScene: POPUP_SCENE,
  }));
  world.pusher.pushMessageEvent('subscribe_msg_popup_event', app, { SubscribeMsgPopupEvent: { List: list } }, openid);
}
