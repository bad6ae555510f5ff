import { createHash } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import { MAX_PUSH_BYTES, refused } from './push-crypto.js';
import { readEvent } from './push-events.js';
import { PushFields } from './push-fields.js';
import type { WechatPush } from './push-types.js';

/** The outer XML of a push: authorisation events name the platform (`AppId`), messages the applet (`ToUserName`). */
export interface PushEnvelope {
  readonly encrypt: string;
}

/** @throws Problem `wechat.push_refused`. */
export function parsePushEnvelope(xml: string): PushEnvelope {
  const encrypt = readXml(xml).optionalText('Encrypt');
  if (!encrypt) throw refused('xml');
  return { encrypt };
}

/** The decrypted XML as one of the known pushes, or `unknown`. @throws Problem `wechat.push_refused` when it is not XML of a push. */
export function parsePush(xml: string): WechatPush {
  const fields = readXml(xml);
  const push = fields.optionalText('InfoType') ? readAuthorisation(fields) : readEvent(fields, baseOf(fields));
  return push ?? { kind: 'unknown', ...baseOf(fields), name: nameOf(fields), fields: fields.all };
}

/** `shared/wechat/third-party-platform.md` §§3.1, 3.2. */
function readAuthorisation(fields: PushFields): WechatPush | null {
  const infoType = fields.text('InfoType');
  const base = baseOf(fields);
  switch (infoType) {
    case 'component_verify_ticket':
      return { kind: 'ticket', ...base, ticket: fields.text('ComponentVerifyTicket') };
    case 'authorized':
    case 'updateauthorized':
      return {
        kind: infoType === 'authorized' ? 'authorised' : 'authorisationChanged',
        ...base,
        appId: fields.appId('AuthorizerAppid'),
        authorisationCode: fields.text('AuthorizationCode'),
        authorisationCodeExpiresAt: codeExpiry(fields),
        preAuthCode: fields.optionalText('PreAuthCode') ?? null,
      };
    case 'unauthorized':
      return { kind: 'unauthorised', ...base, appId: fields.appId('AuthorizerAppid') };
    case 'notify_apply_icpfiling_result':
      return {
        kind: 'filingResult',
        ...base,
        appId: fields.appId('authorizer_appid'),
        status: fields.integer('beian_status'),
      };
    default:
      return null;
  }
}

/** The documents say "seconds": a moment in practice, a duration in older samples. */
function codeExpiry(fields: PushFields): Date {
  const seconds = fields.integer('AuthorizationCodeExpiredTime');
  const isDuration = seconds < 100_000_000;
  return new Date((isDuration ? fields.integer('CreateTime') + seconds : seconds) * 1000);
}

function baseOf(fields: PushFields) {
  return { dedupKey: dedupKeyOf(fields), createdAt: fields.time('CreateTime') };
}

/**
 * §3: messages by MsgId, events by FromUserName + CreateTime + Event. Events about several pictures, orders or messages may share all three
 * within a second, therefore the whole text counts: WeChat repeats it unchanged.
 */
function dedupKeyOf(fields: PushFields): string {
  const messageId = fields.optionalText('MsgId');
  if (messageId) return `message:${messageId}`;
  const text = JSON.stringify(fields.all);
  return `${nameOf(fields)}:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

function nameOf(fields: PushFields): string {
  return (
    fields.optionalText('InfoType') ?? fields.optionalText('Event') ?? fields.optionalText('MsgType') ?? 'nameless'
  );
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  // The five built-in entities only: a text with a DTD never gets here.
  processEntities: true,
});

const MAX_DEPTH = 16;

function readXml(xml: string): PushFields {
  if (Buffer.byteLength(xml) > MAX_PUSH_BYTES) throw refused('too large');
  // A shopper's message may quote a DTD inside CDATA; anywhere else it is an attack.
  const markup = xml.replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  if (markup.includes('<!') || depthOf(markup) > MAX_DEPTH) throw refused('xml');
  let document: unknown;
  try {
    document = parser.parse(xml);
  } catch {
    throw refused('xml');
  }
  const root = typeof document === 'object' && document !== null && 'xml' in document ? document.xml : undefined;
  return new PushFields(root);
}

/** WeChat nests three levels at most; the parser recurses, so depth is bounded before it starts. */
function depthOf(markup: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [tag] of markup.matchAll(/<[^>]*>/g)) {
    if (tag.startsWith('</')) depth--;
    else if (!tag.endsWith('/>') && !tag.startsWith('<?')) depth++;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
