import { randomInt } from 'node:crypto';
import { findWord } from '../content-security/word-lists.js';
import { requireOpenid } from '../login/users.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { Fields } from '../protocol/fields.js';
import type { PrivateTemplate } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import { isAllowedValue } from './keyword-rules.js';
import { findPrivateTemplate, keywordsOf, messagesOf, publicTemplateOf } from './private-templates.js';
import { fieldKey } from './public-templates.js';

const KEPT_MESSAGES = 500;
const LONG_TERM = 3;
const STATES = ['formal', 'trial', 'developer'];
const LANGUAGES = ['zh_CN', 'en_US', 'zh_HK', 'zh_TW'];

/** Persons to whom a message is on its way; of the moment, so it is not part of the state. */
const busy = new WeakMap<object, Set<string>>();

/** Sending of subscribe messages; login-and-user.md §6.2. */
export const sendEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/cgi-bin/message/subscribe/send', async (call, app) => {
    const openid = requireOpenid(app, call.body.string('touser', 40003)).openid;
    const template = findPrivateTemplate(app, call.body.string('template_id', 40037));
    if (template === null) throw new ApiError(40037);
    const page = readPage(call, app);
    const values = readValues(call.body, template);
    // Found again after the pause: whoever changes an account must have got it just before (see Accounts).
    const work = () => send(call, call.world.findApp(app.appid) ?? app, template, { openid, page, values });
    return alone(call, `${app.appid} ${openid}`, work);
  }),
];

/** 43108 while another message to the same person is being sent. */
async function alone(call: Call, person: string, work: () => object): Promise<object> {
  const persons = busy.get(call.world) ?? new Set<string>();
  busy.set(call.world, persons);
  if (persons.has(person)) throw new ApiError(43108);
  persons.add(person);
  try {
    const { subscribeSendMs } = call.world.knobs;
    if (subscribeSendMs > 0) await new Promise((resolve) => setTimeout(resolve, subscribeSendMs));
    return work();
  } finally {
    persons.delete(person);
  }
}

function send(
  { world, body }: Call,
  app: App,
  template: PrivateTemplate,
  message: { openid: string; page: string; values: Record<string, string> },
): object {
  const messages = messagesOf(app);
  if (messages.isBanned) throw new ApiError(43107);
  const grant = `${message.openid} ${template.priTmplId}`;
  const left = messages.grants[grant] ?? 0;
  if (left <= 0) throw new ApiError(43101);
  const { title, type } = publicTemplateOf(template);
  if (type !== LONG_TERM) messages.grants[grant] = left - 1;
  const msgId = String(randomInt(10 ** 14, 2 ** 48 - 1));
  const sent = {
    msgId,
    openid: message.openid,
    templateId: template.priTmplId,
    title,
    page: message.page,
    state: stateOf(body),
    lang: body.optionalString('lang') ?? 'zh_CN',
    values: message.values,
    sentAt: Date.now(),
  };
  messages.sent = [...messages.sent, sent].slice(-KEPT_MESSAGES);
  const list = { TemplateId: template.priTmplId, MsgID: Number(msgId), ErrorCode: 0, ErrorStatus: 'success' };
  world.pusher.pushMessageEvent(
    'subscribe_msg_sent_event',
    app,
    { SubscribeMsgSentEvent: { List: list } },
    message.openid,
  );
  return ok();
}

function stateOf(body: Fields): string {
  const state = body.optionalString('miniprogram_state') ?? 'formal';
  if (!STATES.includes(state)) throw new ApiError(47003, 'argument invalid! miniprogram_state invalid');
  return state;
}

/** The page must be online for a formal message; nothing can be said before the first release. */
function readPage({ world, body }: Call, app: App): string {
  const page = body.optionalString('page') ?? '';
  const isFormal = stateOf(body) === 'formal';
  if (!LANGUAGES.includes(body.optionalString('lang') ?? 'zh_CN'))
    throw new ApiError(47003, 'argument invalid! lang invalid');
  const path = page.split('?')[0] ?? '';
  const mustBeOnline = world.knobs.checkMessagePage && isFormal && page !== '' && app.online !== null;
  if (mustBeOnline && app.online?.code.pages.includes(path) !== true) throw new ApiError(41030);
  return page;
}

/** Every key of the template with a value that keeps its rule (47003 names the field), without forbidden words (45168). */
function readValues(body: Fields, template: PrivateTemplate): Record<string, string> {
  const data = body.object('data', 47003);
  const values = Object.fromEntries(
    keywordsOf(template).map((keyword) => {
      const key = fieldKey(keyword);
      const entry = data.raw[key];
      const value =
        typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>)['value'] : undefined;
      if (value === undefined || value === null || value === '')
        throw new ApiError(47003, `argument invalid! data.${key}.value is empty`);
      if (typeof value !== 'string' || !isAllowedValue(keyword, value))
        throw new ApiError(47003, `argument invalid! data.${key}.value invalid`);
      return [key, value];
    }),
  );
  if (Object.values(values).some((value) => findWord(value) !== null)) throw new ApiError(45168);
  return values;
}
