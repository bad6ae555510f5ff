import { Problem } from '../problems/problem.js';
import { parsePush } from './push-parser.js';

/** An event to the message URL, as `shared/wechat/third-party-platform.md` §3.3 describes it. */
function event(name: string, fields: string): string {
  return `<xml><ToUserName><![CDATA[gh_fb9688c2a4b2]]></ToUserName><FromUserName><![CDATA[oShopper]]></FromUserName>
<CreateTime>1488856741</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${name}]]></Event>${fields}</xml>`;
}

const trade =
  '<transaction_id>4200001</transaction_id><merchant_id>1900000109</merchant_id><merchant_trade_no>T1</merchant_trade_no>';

const cases: readonly [string, string, string, object][] = [
  [
    'a verdict on a picture',
    'wxa_media_check',
    '<appid>wx0123456789abcdef</appid><trace_id>t-1</trace_id><version>2</version><errcode>0</errcode><detail><strategy>content_model</strategy></detail><detail><strategy>keyword</strategy></detail><result><suggest>risky</suggest><label>20002</label></result>',
    { kind: 'mediaChecked', traceId: 't-1', errcode: 0, suggestion: 'risky', label: 20002 },
  ],
  [
    'a picture WeChat could not fetch: nobody knows, so it is to be reviewed',
    'wxa_media_check',
    '<trace_id>t-2</trace_id><errcode>-1008</errcode>',
    { kind: 'mediaChecked', traceId: 't-2', errcode: -1008, suggestion: 'review', label: 0 },
  ],
  [
    'a verdict with a word of tomorrow',
    'wxa_media_check',
    '<trace_id>t-3</trace_id><errcode>0</errcode><result><suggest>maybe</suggest><label>100</label></result>',
    { suggestion: 'review', label: 100 },
  ],
  [
    'one answer in the pop-up',
    'subscribe_msg_popup_event',
    '<SubscribeMsgPopupEvent><List><TemplateId>A</TemplateId><SubscribeStatusString>accept</SubscribeStatusString><PopupScene>2</PopupScene></List></SubscribeMsgPopupEvent>',
    { kind: 'subscriptionsAnswered', openId: 'oShopper', answers: [{ templateId: 'A', accepted: true }] },
  ],
  [
    'several answers',
    'subscribe_msg_popup_event',
    '<SubscribeMsgPopupEvent><List><TemplateId>A</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List><List><TemplateId>B</TemplateId><SubscribeStatusString>reject</SubscribeStatusString></List></SubscribeMsgPopupEvent>',
    {
      answers: [
        { templateId: 'A', accepted: true },
        { templateId: 'B', accepted: false },
      ],
    },
  ],
  ['an empty list of answers', 'subscribe_msg_popup_event', '<SubscribeMsgPopupEvent/>', { answers: [] }],
  [
    'a list that is not nested',
    'subscribe_msg_popup_event',
    '<List><TemplateId>A</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List>',
    { answers: [{ templateId: 'A', accepted: true }] },
  ],
  [
    'a subscription given up in the settings',
    'subscribe_msg_change_event',
    '<SubscribeMsgChangeEvent><List><TemplateId>A</TemplateId><SubscribeStatusString>reject</SubscribeStatusString></List></SubscribeMsgChangeEvent>',
    { kind: 'subscriptionsAnswered', answers: [{ templateId: 'A', accepted: false }] },
  ],
  [
    'what became of a message',
    'subscribe_msg_sent_event',
    '<SubscribeMsgSentEvent><List><TemplateId>A</TemplateId><MsgID>1700827132819554304</MsgID><ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent>',
    {
      kind: 'subscribeMessagesSent',
      openId: 'oShopper',
      results: [{ templateId: 'A', messageId: '1700827132819554304', errorCode: 0 }],
    },
  ],
  [
    'an invitation to trade management',
    'trade_manage_remind_access_api',
    '<msg><![CDATA[请接入]]></msg>',
    { kind: 'tradeManagementInvited', message: '请接入' },
  ],
  ['a restriction of payment', 'wxa_trade_controlled', '<msg>受限</msg>', { kind: 'tradeControlled', message: '受限' }],
  [
    'a reminder to ship',
    'trade_manage_remind_shipping',
    `${trade}<pay_time>1488850000</pay_time><msg>请发货</msg>`,
    { kind: 'shippingReminded', transactionId: '4200001', outTradeNo: 'T1', paidAt: new Date(1488850000000) },
  ],
  [
    'a shipment, with an estimate only',
    'trade_manage_order_settlement',
    `${trade}<pay_time>1488850000</pay_time><shipped_time>1488850001</shipped_time><estimated_settlement_time>1489714001</estimated_settlement_time>`,
    { kind: 'orderSettlement', confirmedBy: null, settledAt: null },
  ],
  [
    'a confirmation by the shopper',
    'trade_manage_order_settlement',
    `${trade}<confirm_receive_method>1</confirm_receive_method><confirm_receive_time>1488850002</confirm_receive_time><settlement_time>1488850003</settlement_time>`,
    { kind: 'orderSettlement', confirmedBy: 'shopper', settledAt: new Date(1488850003000) },
  ],
  [
    'a confirmation by time',
    'trade_manage_order_settlement',
    `${trade}<confirm_receive_method>2</confirm_receive_method><settlement_time>0</settlement_time>`,
    { confirmedBy: 'time', settledAt: null },
  ],
  [
    'a violation, its detail JSON in a text',
    'wxa_punish_event',
    '<detail><![CDATA[{"rule":"虚假宣传","deadline":1489000000}]]></detail>',
    { kind: 'punished', detail: { rule: '虚假宣传', deadline: 1489000000 } },
  ],
  ['a violation in plain words', 'wxa_punish_event', '<detail>违规</detail>', { detail: { text: '违规' } }],
  ['a violation whose JSON is no object', 'wxa_punish_event', '<detail>[1]</detail>', { detail: { text: '[1]' } }],
  ['a violation with broken JSON', 'wxa_punish_event', '<detail>{"a":</detail>', { detail: { text: '{"a":' } }],
  [
    'a name in capitals',
    'WXA_PUNISH_EVENT',
    '<detail>{"__proto__":{"x":1},"a":2}</detail>',
    { kind: 'punished', detail: { a: 2 } },
  ],
];

describe('events after the release', () => {
  test.each(cases)('%s', (_, name, fields, expected) => {
    expect(parsePush(event(name, fields))).toMatchObject({ userName: 'gh_fb9688c2a4b2', ...expected });
  });

  test.each([
    ['wxa_media_check', '<errcode>0</errcode>'],
    ['subscribe_msg_popup_event', '<SubscribeMsgPopupEvent><List>accept</List></SubscribeMsgPopupEvent>'],
    [
      'subscribe_msg_sent_event',
      '<SubscribeMsgSentEvent><List><TemplateId>A</TemplateId></List></SubscribeMsgSentEvent>',
    ],
    ['trade_manage_remind_shipping', '<transaction_id>1</transaction_id><pay_time>soon</pay_time>'],
    ['trade_manage_order_settlement', '<settlement_time>1</settlement_time>'],
  ])('%s without what makes it one is refused', (name, fields) => {
    expect(() => parsePush(event(name, fields))).toThrow(Problem);
  });

  test('two verdicts of one second are two pushes; the same one again is not', () => {
    const verdict = (traceId: string) =>
      parsePush(event('wxa_media_check', `<trace_id>${traceId}</trace_id><errcode>0</errcode>`)).dedupKey;

    expect(verdict('a')).not.toBe(verdict('b'));
    expect(verdict('a')).toBe(verdict('a'));
  });

  test('a time nobody can store is refused', () => {
    expect(() => parsePush(event('x', '').replace('1488856741', '999999999999999'))).toThrow(Problem);
    expect(() => parsePush(event('x', '').replace('1488856741', '-5'))).toThrow(Problem);
  });
});
