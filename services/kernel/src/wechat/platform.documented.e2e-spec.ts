import { LoginClient } from './login-client.js';
import { PlatformClient } from './platform-client.js';
import { PlatformDomainClient } from './platform-domain-client.js';
import { TemplateClient } from './template-client.js';
import { appId, type Callers, describeDocumentedCalls } from './testing/documented-calls.js';

const platform = ({ wechat, transport, component }: Callers) =>
  new PlatformClient(wechat.settings, transport, component);
const templates = ({ transport, component }: Callers) => new TemplateClient(transport, component);
const COMPONENT = '"component_appid":"wx134c8103faa5a59e"';

describeDocumentedCalls('calls of the platform', [
  {
    name: 'the push of tickets is started with component_secret',
    ask: ({ component }) => component.startTicketPush(),
    method: 'POST',
    path: '/cgi-bin/component/api_start_push_ticket',
    token: null,
    body: `{${COMPONENT},"component_secret":"component-secret"}`,
    answer: {},
    reads: undefined,
  },
  {
    name: 'a pre-authorisation code of a hundred characters',
    ask: (callers) => platform(callers).createPreAuthCode(),
    method: 'POST',
    path: '/cgi-bin/component/api_create_preauthcode',
    body: `{${COMPONENT}}`,
    answer: { pre_auth_code: `preauthcode@@@${'x'.repeat(86)}`, expires_in: '600' },
    reads: { preAuthCode: `preauthcode@@@${'x'.repeat(86)}`, expiresInSeconds: 600 },
  },
  {
    name: 'the code of the redirect is sent as authorization_code',
    ask: (callers) => platform(callers).exchangeAuthorisationCode('queryauthcode@@@1'),
    method: 'POST',
    path: '/cgi-bin/component/api_query_auth',
    body: `{${COMPONENT},"authorization_code":"queryauthcode@@@1"}`,
    answer: {
      authorization_info: {
        authorizer_appid: appId,
        authorizer_access_token: 'access',
        expires_in: 7200,
        authorizer_refresh_token: 'refreshtoken@@@1',
        func_info: [
          { funcscope_category: { id: 17 } },
          { funcscope_category: { id: 18 }, confirm_info: { need_confirm: 0, already_confirm: 0, can_confirm: 0 } },
        ],
      },
    },
    reads: {
      appId,
      accessToken: 'access',
      expiresInSeconds: 7200,
      refreshToken: 'refreshtoken@@@1',
      grantedSets: [17, 18],
    },
  },
  {
    name: 'a refreshed token, its refresh token unchanged',
    ask: (callers) => platform(callers).refreshAuthorizerToken(appId, 'refreshtoken@@@1'),
    method: 'POST',
    path: '/cgi-bin/component/api_authorizer_token',
    body: `{${COMPONENT},"authorizer_appid":"${appId}","authorizer_refresh_token":"refreshtoken@@@1"}`,
    answer: {
      authorizer_access_token: 'a'.repeat(512),
      expires_in: 7200,
      authorizer_refresh_token: 'refreshtoken@@@1',
    },
    reads: { accessToken: 'a'.repeat(512), expiresInSeconds: 7200, refreshToken: 'refreshtoken@@@1' },
  },
  {
    name: 'details of a frozen, unverified mini-program',
    ask: (callers) => platform(callers).getAuthorizer(appId),
    method: 'POST',
    path: '/cgi-bin/component/api_get_authorizer_info',
    body: `{${COMPONENT},"authorizer_appid":"${appId}"}`,
    answer: {
      authorizer_info: {
        user_name: 'gh_97417a04a28d',
        service_type_info: { id: 0 },
        verify_type_info: { id: -1 },
        account_status: 19,
        idc: 1,
        business_info: { open_pay: 1, open_shake: 0, open_scan: 0, open_card: 0, open_store: 0 },
        MiniProgramInfo: {
          network: { RequestDomain: ['https://a.example'], BizDomain: [] },
          categories: [{ first: '商家自营', second: '美妆' }],
          visit_status: 0,
        },
      },
      authorization_info: { authorizer_appid: appId, func_info: [] },
    },
    reads: {
      appId,
      nickname: '',
      headImageUrl: '',
      userName: 'gh_97417a04a28d',
      principalName: '',
      signature: '',
      qrcodeUrl: '',
      isMiniProgram: true,
      isVerified: false,
      accountStatus: 19,
      categories: [{ first: '商家自营', second: '美妆' }],
      grantedSets: [],
      refreshToken: '',
    },
  },
  {
    name: 'the list of accounts, whose token is called refresh_token',
    ask: (callers) => platform(callers).listAuthorizers(500),
    method: 'POST',
    path: '/cgi-bin/component/api_get_authorizer_list',
    body: `{${COMPONENT},"offset":500,"count":500}`,
    answer: { total_count: 501, list: [{ authorizer_appid: appId, refresh_token: 'r', auth_time: 1558000607 }] },
    reads: { total: 501, items: [{ appId, refreshToken: 'r', authorisedAt: new Date('2019-05-16T09:56:47Z') }] },
  },
  {
    name: 'an empty draft box',
    ask: (callers) => templates(callers).listDrafts(),
    method: 'GET',
    path: '/wxa/gettemplatedraftlist',
    answer: { draft_list: [] },
    reads: [],
  },
  {
    name: 'a draft goes into the library by its number, 0 included',
    ask: (callers) => templates(callers).addToLibrary(0),
    method: 'POST',
    path: '/wxa/addtotemplate',
    body: '{"draft_id":0}',
    answer: { errcode: 0 },
    reads: undefined,
  },
  {
    name: 'templates whose numbers are quoted',
    ask: (callers) => templates(callers).listTemplates(),
    method: 'GET',
    path: '/wxa/gettemplatelist',
    answer: { template_list: [{ create_time: 1488965944, user_version: 'VVV', user_desc: 'AAS', template_id: '95' }] },
    reads: [
      {
        templateId: 95,
        draftId: -1,
        userVersion: 'VVV',
        userDesc: 'AAS',
        sourceAppId: '',
        createdAt: new Date(1488965944_000),
      },
    ],
  },
  {
    name: 'template 0 is deleted as any other',
    ask: (callers) => templates(callers).deleteTemplate(0),
    method: 'POST',
    path: '/wxa/deletetemplate',
    body: '{"template_id":0}',
    answer: { errcode: 0 },
    reads: undefined,
  },
  {
    name: 'domains of the platform are one text, without scheme; what was refused is one too',
    ask: ({ transport, component }) =>
      new PlatformDomainClient(transport, component).addServerDomains(['a.example', 'b.example']),
    method: 'POST',
    path: '/cgi-bin/component/modify_wxa_server_domain',
    body: '{"action":"add","wxa_server_domain":"a.example;b.example","is_modify_published_together":true}',
    answer: { testing_wxa_server_domain: 'a.example', invalid_wxa_server_domain: 'b.example' },
    reads: ['b.example'],
  },
  {
    name: 'a log-in code, its token spelled component_access_token',
    ask: ({ wechat, transport, component }) =>
      new LoginClient(wechat.settings, transport, component).exchangeCode(appId, '0a1B2c'),
    method: 'GET',
    path: '/sns/component/jscode2session',
    token: 'component_access_token',
    query: {
      appid: appId,
      js_code: '0a1B2c',
      grant_type: 'authorization_code',
      component_appid: 'wx134c8103faa5a59e',
    },
    answer: { openid: 'o'.repeat(128), session_key: 'HyVFkGl5F5OQWJZZaNzBBg==' },
    reads: { openId: 'o'.repeat(128), sessionKey: 'HyVFkGl5F5OQWJZZaNzBBg==', unionId: null },
  },
]);
