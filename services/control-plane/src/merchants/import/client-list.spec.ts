import type { Problem } from '#kernel/problems/problem.js';
import { ClientList } from './client-list.js';

const all = ['client_ref', 'name', 'contact_name', 'email', 'phone', 'credit_code', 'app_id'];

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    return error as Problem;
  }
  throw new Error('nothing was refused');
}

describe('ClientList', () => {
  it('understands the columns in Chinese, in any order, and only those it is given', () => {
    const list = ClientList.fromHeader(['商户名称', '客户编号', ' 小程序AppID ', '']);

    expect(list.fields).toEqual(['name', 'clientRef', 'wantedAppId']);
    expect(list.read(2, ['咖啡馆', 'A-1', ''])).toEqual({ name: '咖啡馆', clientRef: 'A-1', wantedAppId: null });
  });

  it('takes blanks away and writes codes as they are registered', () => {
    const row = ClientList.fromHeader(all).read(2, [
      ' A-1 ',
      '\u3000咖啡馆 ',
      '',
      '',
      '+86 138-0000-0000',
      '91350100m000100y43',
      'WX0123456789ABCDEF',
    ]);

    expect(row).toEqual({
      clientRef: 'A-1',
      name: '咖啡馆',
      contactName: null,
      contactEmail: null,
      contactPhone: '+86 138-0000-0000',
      creditCode: '91350100M000100Y43',
      wantedAppId: 'wx0123456789abcdef',
    });
  });

  it.each([
    ['client_ref', ['', 'Name'], 'required'],
    ['client_ref', ['r'.repeat(65), 'Name'], 'invalid_ref'],
    ['name', ['A-1', '  '], 'required'],
    ['name', ['A-1', 'n'.repeat(101)], 'invalid_name'],
    ['name', ['A-1', 'two\nlines'], 'invalid_name'],
    ['email', ['A-1', 'Name', '', 'no-at.example.com'], 'invalid_email'],
    ['phone', ['A-1', 'Name', '', '', '12a45'], 'invalid_phone'],
    ['credit_code', ['A-1', 'Name', '', '', '', '123'], 'invalid_credit_code'],
    ['credit_code', ['A-1', 'Name', '', '', '', '91350100M000100Y44'], 'credit_code_check_digit'],
    ['app_id', ['A-1', 'Name', '', '', '', '', 'wx123'], 'invalid_app_id'],
  ])('returns a row with a wrong %s', (column, cells, code) => {
    expect(ClientList.fromHeader(all).read(7, cells)).toMatchObject([{ row: 7, column, reason: { code } }]);
  });

  it('names every fault of a row', () => {
    expect(ClientList.fromHeader(all).read(2, ['', '', '', 'x', 'y'])).toHaveLength(4);
  });

  it('rejects the second row of a reference and names the first', () => {
    const list = ClientList.fromHeader(all);
    list.read(2, ['A-1', 'First']);

    expect(list.read(9, ['A-1', 'Second'])).toMatchObject([
      {
        row: 9,
        column: 'client_ref',
        value: 'A-1',
        reason: { code: 'ref_repeated', en: expect.stringContaining('row 2') },
      },
    ]);
  });

  it('does not count a rejected row as the first of its reference', () => {
    const list = ClientList.fromHeader(all);
    list.read(2, ['A-1', '']);

    expect(list.read(3, ['A-1', 'Name'])).toMatchObject({ clientRef: 'A-1' });
  });

  it('rejects a row with more cells than the header', () => {
    const row = ClientList.fromHeader(['client_ref', 'name']).read(2, ['A-1', 'Tea', ' Coffee']);

    expect(row).toMatchObject([{ column: null, reason: { code: 'too_many_cells' } }]);
  });

  it.each([
    ['unknown', ['client_ref', 'name', 'adress'], 'column_unknown', '/header/adress'],
    ['unknown for another separator', ['client_ref;name'], 'column_unknown', '/header/client_ref;name'],
    ['repeated', ['client_ref', 'name', '商户名称'], 'column_repeated', '/header/name'],
    ['missing', ['client_ref'], 'column_missing', '/header/name'],
  ])('refuses a file with an %s column', (_what, header, code, pointer) => {
    const problem = problemOf(() => ClientList.fromHeader(header));

    expect(problem.code).toBe('import.file_invalid');
    expect(problem.options.errors).toMatchObject([{ code, pointer }]);
  });
});
