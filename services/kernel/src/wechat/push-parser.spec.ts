import { Problem } from '../problems/problem.js';
import { parsePush, parsePushEnvelope } from './push-parser.js';

const appId = 'wx0123456789abcdef';

function authorisation(infoType: string, fields: string): string {
  return `<xml><AppId>wx134c8103faa5a59e</AppId><CreateTime>1413192605</CreateTime><InfoType>${infoType}</InfoType>${fields}</xml>`;
}

function event(name: string, fields: string): string {
  return `<xml><ToUserName><![CDATA[gh_fb9688c2a4b2]]></ToUserName><FromUserName><![CDATA[od1P50M]]></FromUserName>
<CreateTime>1488856741</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${name}]]></Event>${fields}</xml>`;
}

function isRefused(xml: string): boolean {
  try {
    parsePush(xml);
    return false;
  } catch (error) {
    if (error instanceof Problem) return error.code === 'wechat.push_refused';
    throw error;
  }
}

describe('push parser', () => {
  test('reads the envelope of authorisation events and of messages alike', () => {
    const cipher = '<Encrypt><![CDATA[abc+/=]]></Encrypt>';
    expect(parsePushEnvelope(`<xml><AppId><![CDATA[wx1]]></AppId>${cipher}</xml>`)).toEqual({ encrypt: 'abc+/=' });
    expect(parsePushEnvelope(`<xml><ToUserName><![CDATA[gh_1]]></ToUserName>${cipher}</xml>`)).toEqual({
      encrypt: 'abc+/=',
    });
    expect(() => parsePushEnvelope('<xml><AppId>wx1</AppId></xml>')).toThrow(Problem);
  });

  test('reads a ticket', () => {
    const push = parsePush(
      authorisation('component_verify_ticket', '<ComponentVerifyTicket>ticket@@@a-_b</ComponentVerifyTicket>'),
    );

    expect(push).toMatchObject({ kind: 'ticket', ticket: 'ticket@@@a-_b', createdAt: new Date(1413192605000) });
  });

  test('reads an authorisation, also with the stray closing tag of the official sample', () => {
    const fields = `<AuthorizerAppid>${appId}</AuthorizerAppid><AuthorizationCode>queryauthcode@@@1</AuthorizationCode>
      <AuthorizationCodeExpiredTime>1413196205</AuthorizationCodeExpiredTime><PreAuthCode>preauthcode@@@2</PreAuthCode>`;
    const expected = {
      appId,
      authorisationCode: 'queryauthcode@@@1',
      authorisationCodeExpiresAt: new Date(1413196205000),
      preAuthCode: 'preauthcode@@@2',
    };

    const correct = authorisation('authorized', fields);
    const stray = authorisation('updateauthorized', fields).replace('</xml>', '<xml>');

    expect(parsePush(correct)).toMatchObject({ kind: 'authorised', ...expected });
    expect(parsePush(stray)).toMatchObject({ kind: 'authorisationChanged', ...expected });
  });

  test('takes an expiry given as a duration as counted from CreateTime', () => {
    const push = parsePush(
      authorisation(
        'authorized',
        `<AuthorizerAppid>${appId}</AuthorizerAppid><AuthorizationCode>c</AuthorizationCode><AuthorizationCodeExpiredTime>600</AuthorizationCodeExpiredTime>`,
      ),
    );

    expect(push).toMatchObject({ authorisationCodeExpiresAt: new Date((1413192605 + 600) * 1000), preAuthCode: null });
  });

  test('reads a withdrawal and a filing result', () => {
    expect(parsePush(authorisation('unauthorized', `<AuthorizerAppid>${appId}</AuthorizerAppid>`))).toMatchObject({
      kind: 'unauthorised',
      appId,
    });
    expect(
      parsePush(
        authorisation(
          'notify_apply_icpfiling_result',
          `<authorizer_appid>${appId}</authorizer_appid><beian_status>6</beian_status>`,
        ),
      ),
    ).toMatchObject({ kind: 'filingResult', appId, status: 6 });
  });

  test('reads the three audit events', () => {
    expect(parsePush(event('weapp_audit_success', '<SuccTime>1488856741</SuccTime>'))).toMatchObject({
      kind: 'auditApproved',
      userName: 'gh_fb9688c2a4b2',
      at: new Date(1488856741000),
    });
    expect(
      parsePush(
        event(
          'weapp_audit_fail',
          '<Reason><![CDATA[1:账号信息不符合规范:<br>(1):包含色情因素<br>]]></Reason><FailTime>1488856741</FailTime><ScreenShot>a|b|c</ScreenShot>',
        ),
      ),
    ).toMatchObject({
      kind: 'auditRejected',
      reason: '1:账号信息不符合规范:<br>(1):包含色情因素<br>',
      screenshots: ['a', 'b', 'c'],
    });
    expect(
      parsePush(event('weapp_audit_delay', '<Reason><![CDATA[稍后]]></Reason><DelayTime>1488856741</DelayTime>')),
    ).toMatchObject({ kind: 'auditDelayed', reason: '稍后' });
  });

  test('reads category, privacy and shopper events', () => {
    expect(
      parsePush(event('wxa_category_audit', '<ret>3</ret><first>8</first><second>39</second><reason></reason>')),
    ).toMatchObject({ kind: 'categoryReviewed', firstId: '8', secondId: '39', isApproved: true });
    expect(
      parsePush(
        event(
          'wxa_privacy_apply',
          '<result_info><api_name>wx.chooseAddress</api_name><status>5</status></result_info>',
        ),
      ),
    ).toMatchObject({ kind: 'privacyInterfaceReviewed', apiName: 'wx.chooseAddress', status: 5 });
    expect(
      parsePush(event('user_authorization_revoke', '<OpenID>o1</OpenID><RevokeInfo>2,8</RevokeInfo>')),
    ).toMatchObject({ kind: 'shopperRevoked', openId: 'o1', revokeInfo: '2,8' });
    expect(parsePush(event('user_authorization_cancellation', '<OpenID>o1</OpenID>'))).toMatchObject({
      kind: 'shopperCancelled',
      openId: 'o1',
    });
  });

  test('keeps what it does not know, with all its fields', () => {
    expect(parsePush(event('debug_demo', '<debug_str>hello</debug_str>'))).toMatchObject({
      kind: 'unknown',
      name: 'debug_demo',
      fields: { debug_str: 'hello' },
    });
    expect(parsePush(authorisation('notify_third_fasteregister', '<status>0</status>'))).toMatchObject({
      kind: 'unknown',
      name: 'notify_third_fasteregister',
    });
  });

  test('a repeated push has the same key, another push another', () => {
    const success = event('weapp_audit_success', '<SuccTime>1488856741</SuccTime>');

    expect(parsePush(success).dedupKey).toBe(parsePush(success).dedupKey);
    expect(parsePush(success.replaceAll('1488856741', '1488856742')).dedupKey).not.toBe(parsePush(success).dedupKey);
    expect(parsePush(success.replaceAll('gh_fb9688c2a4b2', 'gh_other')).dedupKey).not.toBe(parsePush(success).dedupKey);
    expect(parsePush(event('x', '<MsgId>22</MsgId>').replace('<![CDATA[event]]>', '<![CDATA[text]]>')).dedupKey).toBe(
      'message:22',
    );
  });

  test('refuses document types, entities and other declarations', () => {
    const bomb = '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
    expect(isRefused(bomb + event('x', '<y>&b;</y>'))).toBe(true);
    expect(isRefused(`<!doctype xml SYSTEM "file:///etc/passwd">${event('x', '')}`)).toBe(true);
    expect(isRefused(event('x', '<!ENTITY a SYSTEM "http://127.0.0.1/">'))).toBe(true);
    expect(isRefused(event('x', '<![CDATA[a]]><!DOCTYPE x>'))).toBe(true);
  });

  test('a document type quoted in a message is only text', () => {
    const push = parsePush(event('text', '<Content><![CDATA[<!DOCTYPE html> how?]]></Content>'));

    expect(push).toMatchObject({ kind: 'unknown', fields: { Content: '<!DOCTYPE html> how?' } });
  });

  test('refuses what is too large, too deep or not a push', () => {
    expect(isRefused(event('x', `<y>${'a'.repeat(70_000)}</y>`))).toBe(true);
    expect(isRefused(event('x', '<y>'.repeat(20) + '</y>'.repeat(20)))).toBe(true);
    expect(isRefused('<a>'.repeat(15_000))).toBe(true);
    for (const xml of ['', 'hello', '<xml></xml>', '<other><CreateTime>1</CreateTime></other>', '{"a":1}', '<xml>']) {
      expect([xml, isRefused(xml)]).toEqual([xml, true]);
    }
  });

  test('refuses known pushes whose fields are missing or malformed', () => {
    expect(isRefused(authorisation('component_verify_ticket', ''))).toBe(true);
    expect(isRefused(authorisation('unauthorized', '<AuthorizerAppid>../../etc</AuthorizerAppid>'))).toBe(true);
    expect(isRefused(event('weapp_audit_success', '<SuccTime>soon</SuccTime>'))).toBe(true);
    expect(isRefused(event('weapp_audit_success', '<SuccTime>1</SuccTime><SuccTime>2</SuccTime>'))).toBe(true);
  });

  test('names of JavaScript objects are ordinary unknown elements', () => {
    expect(isRefused(event('weapp_audit_success', '<__proto__><SuccTime>1</SuccTime></__proto__>'))).toBe(true);
    expect(({} as Record<string, unknown>)['SuccTime']).toBeUndefined();
  });
});
