import { ContentSecurityClient } from './content-security-client.js';
import { CustomerServiceClient } from './customer-service-client.js';
import { LinkClient } from './link-client.js';
import { PhoneClient } from './phone-client.js';
import { ShippingClient } from './shipping-client.js';
import { SubscribeMessageClient } from './subscribe-message-client.js';
import { appId, describeDocumentedCalls, tenantId } from './testing/documented-calls.js';

const authorizer = { get: async () => 'authorizer-token', refuse: async () => undefined };
const openId = 'oGZUI0egBJY1zhBYw2KhdUfwVJJE';

describeDocumentedCalls('messages, phone, content, links and shipping', [
  {
    name: 'categories of an account for messages',
    ask: ({ calls }) => new SubscribeMessageClient(calls).listCategoryIds(tenantId, appId),
    method: 'GET',
    path: '/wxaapi/newtmpl/getcategory',
    answer: { data: [{ id: 616, name: '公交' }] },
    reads: [616],
  },
  {
    name: 'keywords of a public template',
    ask: ({ calls }) => new SubscribeMessageClient(calls).listKeywords(tenantId, appId, '99'),
    method: 'GET',
    path: '/wxaapi/newtmpl/getpubtemplatekeywords',
    query: { tid: '99' },
    answer: { count: 1, data: [{ kid: '1', name: '物品名称', example: '名称', rule: 'thing' }] },
    reads: [{ kid: 1, name: '物品名称', example: '名称', rule: 'thing' }],
  },
  {
    name: 'a template is taken over: tid a text, kidList numbers',
    ask: ({ calls }) =>
      new SubscribeMessageClient(calls).addTemplate(tenantId, appId, { tid: '401', kids: [1, 2], scene: '测试数据' }),
    method: 'POST',
    path: '/wxaapi/newtmpl/addtemplate',
    body: '{"tid":"401","kidList":[1,2],"sceneDesc":"测试数据"}',
    answer: { priTmplId: '9Aw5ZV1j9xdWTFEkqCpZ7jWySL7aGN6rQom4gXINfJs' },
    reads: '9Aw5ZV1j9xdWTFEkqCpZ7jWySL7aGN6rQom4gXINfJs',
  },
  {
    name: 'a template is given up',
    ask: ({ calls }) =>
      new SubscribeMessageClient(calls).deleteTemplate(tenantId, appId, 'wDYzYZVxobJivW9oMpSCpuvACOfJXQIoKUm0PY397Tc'),
    method: 'POST',
    path: '/wxaapi/newtmpl/deltemplate',
    body: '{"priTmplId":"wDYzYZVxobJivW9oMpSCpuvACOfJXQIoKUm0PY397Tc"}',
    answer: {},
    reads: undefined,
  },
  {
    name: 'a phone number in the clear',
    ask: ({ calls }) =>
      new PhoneClient(calls).exchangeCode(
        tenantId,
        appId,
        'e31968a7f94cc5ee25fafc2aef2773f0bb8c3937b22520eb8ee345274d00c144',
        openId,
      ),
    method: 'POST',
    path: '/wxa/business/getuserphonenumber',
    body: `{"code":"e31968a7f94cc5ee25fafc2aef2773f0bb8c3937b22520eb8ee345274d00c144","openid":"${openId}"}`,
    answer: {
      phone_info: {
        phoneNumber: '13800138000',
        purePhoneNumber: '13800138000',
        countryCode: '86',
        watermark: { timestamp: 1637744274, appid: appId },
      },
    },
    reads: { phoneNumber: '13800138000', countryCode: '86' },
  },
  {
    name: 'a risky text, although errcode is 0',
    ask: ({ calls }) =>
      new ContentSecurityClient(calls).checkText(tenantId, appId, { openId, text: '好', scene: 'comment' }),
    method: 'POST',
    path: '/wxa/msg_sec_check',
    body: `{"content":"好","version":2,"scene":2,"openid":"${openId}"}`,
    answer: {
      result: { suggest: 'risky', label: 20001 },
      detail: [
        { strategy: 'content_model', errcode: 0, suggest: 'risky', label: 20006, prob: 90 },
        { strategy: 'keyword', errcode: 0, suggest: 'pass', label: 20006, level: 20, keyword: '命中的关键词1' },
        { strategy: 'keyword', errcode: -1000 },
      ],
      trace_id: '60ae120f-371d5872-7941a05b',
    },
    reads: { suggestion: 'risky', label: 20001, traceId: '60ae120f-371d5872-7941a05b' },
  },
  {
    name: 'a picture is handed over',
    ask: ({ calls }) =>
      new ContentSecurityClient(calls).checkImage(tenantId, appId, {
        openId,
        url: 'https://a.example/p',
        scene: 'profile',
      }),
    method: 'POST',
    path: '/wxa/media_check_async',
    body: `{"media_url":"https://a.example/p","media_type":2,"version":2,"scene":1,"openid":"${openId}"}`,
    answer: { trace_id: '967e945cd8a3e458f3c74dcb886068e9' },
    reads: '967e945cd8a3e458f3c74dcb886068e9',
  },
  {
    name: 'a scheme, its target within',
    ask: ({ calls }) =>
      new LinkClient(calls).createScheme(tenantId, appId, { path: '/pages/a', query: 'id=1', days: 30 }),
    method: 'POST',
    path: '/wxa/generatescheme',
    body:
      '{"jump_wxa":{"path":"/pages/a","query":"id=1","env_version":"release"},"is_expire":true,"expire_type":1,' +
      '"expire_interval":30}',
    answer: { openlink: 'weixin://dl/business/?t=XTSkBZlzqmn' },
    reads: 'weixin://dl/business/?t=XTSkBZlzqmn',
  },
  {
    name: 'a link',
    ask: ({ calls }) => new LinkClient(calls).createUrlLink(tenantId, appId, { path: 'pages/a', query: '', days: 1 }),
    method: 'POST',
    path: '/wxa/generate_urllink',
    body: '{"path":"pages/a","query":"","expire_type":1,"expire_interval":1,"env_version":"release"}',
    answer: { url_link: 'https://wxaurl.cn/BQZRrcFCPvg' },
    reads: 'https://wxaurl.cn/BQZRrcFCPvg',
  },
  {
    name: 'a short link',
    ask: ({ calls }) => new LinkClient(calls).createShortLink(tenantId, appId, 'pages/a?id=1', '新品'),
    method: 'POST',
    path: '/wxa/genwxashortlink',
    body: '{"page_url":"pages/a?id=1","page_title":"新品","is_permanent":false}',
    answer: { link: '#小程序://小铺/新品/HvYZHWXqpYoGqpy' },
    reads: '#小程序://小铺/新品/HvYZHWXqpYoGqpy',
  },
  {
    name: 'an answer to a shopper',
    ask: ({ transport }) => new CustomerServiceClient(transport).sendText(authorizer, openId, '您好'),
    method: 'POST',
    path: '/cgi-bin/message/custom/send',
    body: `{"touser":"${openId}","msgtype":"text","text":{"content":"您好"}}`,
    answer: {},
    reads: undefined,
  },
  {
    name: 'an order that waits for shipping, whose shipping has no parcel yet',
    ask: ({ calls }) => new ShippingClient(calls).getOrder(tenantId, appId, '42000020212023112332159214xx'),
    method: 'POST',
    path: '/wxa/sec/order/get_order',
    body: '{"transaction_id":"42000020212023112332159214xx"}',
    answer: {
      order: {
        transaction_id: '42000020212023112332159214xx',
        merchant_id: '1234567890',
        sub_merchant_id: '1234567890',
        paid_amount: 1,
        openid: openId,
        order_state: 1,
        in_complaint: false,
        shipping: { finish_shipping_count: 0 },
      },
    },
    reads: {
      transactionId: '42000020212023112332159214xx',
      state: 'toShip',
      isComplete: false,
      kind: null,
      trackingNos: [],
    },
  },
  {
    name: 'trade management',
    ask: ({ calls }) => new ShippingClient(calls).isTradeManaged(tenantId, appId),
    method: 'POST',
    path: '/wxa/sec/order/is_trade_managed',
    body: `{"appid":"${appId}"}`,
    answer: { is_trade_managed: false },
    reads: false,
  },
  {
    name: 'companies that deliver',
    ask: ({ calls }) => new ShippingClient(calls).listCompanies(tenantId, appId),
    method: 'POST',
    path: '/cgi-bin/express/delivery/open_msg/get_delivery_list',
    body: '{}',
    answer: { delivery_list: [{ delivery_id: 'AAEWEB', delivery_name: 'AAEWEB' }], count: 1379 },
    reads: [{ id: 'AAEWEB', name: 'AAEWEB' }],
  },
]);
