import { problemCatalogue } from '../problems/catalogue.js';
import { localErrcodes } from './error-rules.js';
import { errorTable, ruleOf } from './error-table.js';
import { toProblem, WechatError } from './wechat-error.js';

// Every code the documents name for the calls we make: third-party-platform.md §§2, 7; code-management.md §§1-9; login-and-user.md §2.2.
const documented = [
  [-1, 40001, 40013, 40125, 41004, 45009, 47001, 48001, 61004, 61005, 61006, 61011],
  [61003, 61007, 61009, 61010, 61014, 61015, 61016, 61023, 61025, 61028, 40170],
  [
    42001, 42007, 40014, 41002, 40164, 40097, 44002, 43001, 43002, 43003, 41018, 41021, 41001, 45011, 44990, 44991,
    45035,
  ],
  [48002, 48004, 50002, 61039, 61040],
  [
    85064, 85065, -60005, 80066, 80067, 80082, 85013, 85014, 85043, 85044, 85045, 85046, 85047, 85048, 85310, 85311,
    85312,
  ],
  [9402202, 9402203, 86000, 86001],
  [85015, 85016, 85017, 85018, 85301, 85302, 85303, 86102],
  [85006, 85007, 85008, 85009, 85010, 85011, 85023, 85051, 85077, 85085, 85086, 85087, 85092, 85093, 85094],
  [86002, 86007, 86008, 86009, 86010, 87006, 9400001, 85012, 85058, 87013],
  [85019, 85020, 85052, 86369, 87011, 87012, 85005, 85090],
  [86069, 86070, 86071, 86072, 86073, 86074],
  [85001, 85002, 85003, 85004],
  [40029, 40163, 40226, 41008],
  // login-and-user.md §6
  [40003, 40037, 43101, 43107, 43108, 45168, 47003],
  [200011, 200012, 200013, 200014, 200016, 200017, 200018, 200019, 200020, 200021, 200022, 200100],
  // login-and-user.md §§5, 7, 8
  [43104, 40004, 87020, 45015, 45047],
  [41030, 40129, 40169, 40159, 40165, 40212, 85096, 45029, 85079, 85401, 85402, 85406, 85407, 85408, 44993],
  // login-and-user.md §9
  [
    10060001, 10060002, 10060003, 10060004, 10060005, 10060006, 10060007, 10060008, 10060009, 10060011, 10060012,
    10060014, 10060019, 10060020, 10060023, 10060024, 10060025, 10060026, 10060028, 10060029, 10060030, 10060031,
    10060032,
  ],
  [268485194, 268485195, 268485196, 268485197, 268485216, 268485224, 268485226, 268485227, 268485228],
].flat();

describe('error table', () => {
  test('knows every documented code', () => {
    expect(documented.filter((errcode) => !(errcode in errorTable))).toEqual([]);
  });

  test('gives every row a problem of the catalogue and a text in both languages', () => {
    for (const [errcode, rule] of Object.entries(errorTable)) {
      expect([errcode, rule.problem in problemCatalogue]).toEqual([errcode, true]);
      expect([errcode, /\p{Script=Han}/u.test(rule.zh)]).toEqual([errcode, true]);
      expect([errcode, /^[A-Za-z].+/.test(rule.en), /\p{Script=Han}/u.test(rule.zh)]).toEqual([errcode, true, true]);
    }
  });

  test('retries only what waiting or a new token can mend', () => {
    const withRetry = (retry: string) =>
      Object.entries(errorTable)
        .filter(([, rule]) => rule.retry === retry)
        .map(([errcode]) => Number(errcode))
        .sort((a, b) => a - b);

    expect(withRetry('refreshToken')).toEqual([40001, 40014, 42001]);
    expect(withRetry('backoff')).toEqual(
      [
        localErrcodes.network,
        localErrcodes.timeout,
        localErrcodes.httpStatus,
        -1,
        44990,
        44991,
        45011,
        85090,
        9402202,
        43108,
        10060012,
        10060019,
      ].sort((a, b) => a - b),
    );
  });

  test('a code nobody documents is refused, not retried', () => {
    expect(ruleOf(123456)).toMatchObject({ problem: 'wechat.refused', retry: 'never' });
    expect(ruleOf(0).problem).toBe('wechat.refused');
  });

  test('an error carries rid, retry and actor; its problem has the exact text and the number for support', () => {
    const error = new WechatError({
      errcode: 86369,
      errmsg: 'need icp filing rid: 65f1a2b3-1a2b3c4d-5e6f7a8b',
      path: '/wxa/release',
    });

    const document = toProblem(error).toDocument('zh');

    expect(error).toMatchObject({ rid: '65f1a2b3-1a2b3c4d-5e6f7a8b', retry: 'later', actor: 'merchant' });
    expect(document).toMatchObject({
      code: 'wechat.filing_required',
      status: 409,
      wechat: { errcode: 86369, rid: '65f1a2b3-1a2b3c4d-5e6f7a8b', path: '/wxa/release' },
      actor: 'merchant',
    });
    expect(document.detail).toContain('备案');
    expect(JSON.stringify(document)).not.toContain('need icp filing');
  });
});
