import { type EventFacts, readAfterReleaseEvent } from './push-after-release.js';
import type { PushFields } from './push-fields.js';
import type { EventPush } from './push-types.js';

/**
 * A push to the message URL as an event (`shared/wechat/code-management.md` §§3, 6.4, 8.4; `login-and-user.md` §§4, 5.2, 6.4, 9), or as a text
 * somebody wrote; null when it is neither, or an event not known here. @throws Problem `wechat.push_refused` for a known event without what makes it one.
 */
export function readEvent(fields: PushFields, sent: Omit<EventFacts, 'userName'>): EventPush | null {
  const type = fields.optionalText('MsgType')?.toLowerCase();
  if (type !== 'event' && type !== 'text') return null;
  const base = { ...sent, userName: fields.text('ToUserName') };
  if (type === 'text') {
    const text = fields.optionalText('Content') ?? '';
    return { kind: 'shopperWrote', ...base, openId: fields.text('FromUserName'), text };
  }
  const name = fields.optionalText('Event')?.toLowerCase() ?? '';
  return readReviewEvent(name, fields, base) ?? readAfterReleaseEvent(name, fields, base);
}

function readReviewEvent(name: string, fields: PushFields, base: EventFacts): EventPush | null {
  switch (name) {
    case 'weapp_audit_success':
      return { kind: 'auditApproved', ...base, at: fields.time('SuccTime') };
    case 'weapp_audit_fail':
      return {
        kind: 'auditRejected',
        ...base,
        at: fields.time('FailTime'),
        reason: fields.optionalText('Reason') ?? '',
        screenshots: (fields.optionalText('ScreenShot') ?? '').split('|').filter((mediaId) => mediaId !== ''),
      };
    case 'weapp_audit_delay':
      return {
        kind: 'auditDelayed',
        ...base,
        at: fields.time('DelayTime'),
        reason: fields.optionalText('Reason') ?? '',
      };
    case 'wxa_category_audit':
      return {
        kind: 'categoryReviewed',
        ...base,
        firstId: fields.text('first'),
        secondId: fields.text('second'),
        isApproved: fields.integer('ret') === 3,
        reason: fields.optionalText('reason') ?? '',
      };
    case 'wxa_privacy_apply': {
      const result = fields.object('result_info');
      return {
        kind: 'privacyInterfaceReviewed',
        ...base,
        apiName: result.text('api_name'),
        status: result.integer('status'),
      };
    }
    default:
      return null;
  }
}
