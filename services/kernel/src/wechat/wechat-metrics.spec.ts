import { Registry } from 'prom-client';
import { localErrcodes } from './error-rules.js';
import { localPayCodes } from './pay/pay-error-table.js';
import { WechatMetrics } from './wechat-metrics.js';

describe('the metrics of calls to WeChat', () => {
  const outcomes = async (observe: (metrics: WechatMetrics) => void) => {
    const registry = new Registry();
    observe(new WechatMetrics(registry));
    const text = await registry.metrics();
    return [...text.matchAll(/duration_seconds_count\{service="(.*?)",path="(.*?)",outcome="(.*?)"\}/g)].map((found) =>
      found.slice(1).join(' '),
    );
  };

  test.each([
    [0, 'ok'],
    [85004, 'refused'],
    [-1, 'unavailable'],
    [localErrcodes.timeout, 'unavailable'],
    [localErrcodes.httpStatus, 'unavailable'],
    [localErrcodes.unexpectedAnswer, 'unusable'],
  ])('errcode %i is %s', async (errcode, outcome) => {
    expect(await outcomes(({ observeCall }) => observeCall({ path: '/wxa/commit', errcode, durationMs: 12 }))).toEqual([
      `api /wxa/commit ${outcome}`,
    ]);
  });

  test.each([
    ['OK', 200, 'ok'],
    ['PARAM_ERROR', 400, 'refused'],
    ['SYSTEM_ERROR', 500, 'unavailable'],
    ['', 502, 'unavailable'],
    [localPayCodes.network, 0, 'unavailable'],
    [localPayCodes.timeout, 0, 'unavailable'],
    [localPayCodes.unverified, 0, 'unusable'],
  ])('code "%s" with HTTP %i of WeChat Pay is %s', async (code, httpStatus, outcome) => {
    const path = '/v3/certificates';
    expect(await outcomes(({ observePayCall }) => observePayCall({ path, code, httpStatus, durationMs: 12 }))).toEqual([
      `pay ${path} ${outcome}`,
    ]);
  });
});
