import { dateColumns, listColumns, timeColumns } from './picker-columns.js';
import { regionColumns } from './picker-region.js';

const days = { value: '2024-02-29', start: '2023-06-15', end: '2025-03-10', fields: 'day' };

describe('the columns of a picker', () => {
  it('are the range by its key, with the chosen row within it', () => {
    const columns = listColumns(false, [{ name: 'a' }, { name: 'b' }, null], 'name', 9);

    expect(columns).toMatchObject({ texts: [['a', 'b', '']], value: [2] });
    expect(columns.chosen([1])).toEqual({ value: '1' });
  });

  it('survive ranges that are no lists', () => {
    expect(listColumns(true, ['x', null, [1]], '', 'nonsense')).toMatchObject({
      texts: [[], [], ['1']],
      value: [0, 0, 0],
    });
  });

  it('hold the days of a month, leap years included', () => {
    expect(dateColumns(days)).toMatchObject({ value: [1, 1, 28] });
    expect(dateColumns(days).texts[2]).toHaveLength(29);
    expect(dateColumns(days).turned?.(0, [2, 1, 28])).toMatchObject({ value: [2, 1, 27] });
  });

  it('begin and end with the range', () => {
    expect(dateColumns(days).chosen([0, 0, 0])).toEqual({ value: '2023-06-15' });
    expect(dateColumns(days).chosen([2, 2, 9])).toEqual({ value: '2025-03-10' });
    expect(dateColumns({ ...days, fields: 'year' }).chosen([1])).toEqual({ value: '2024' });
  });

  it('hold the minutes between start and end', () => {
    const columns = timeColumns({ value: '23:59', start: '09:30', end: '18:15', fields: '' });

    expect(columns.value).toEqual([9, 15]);
    expect(columns.chosen(columns.value)).toEqual({ value: '18:15' });
    expect(columns.turned?.(0, [0, 15])).toMatchObject({ value: [0, 0] });
    expect(columns.chosen([0, 0])).toEqual({ value: '09:30' });
  });

  it('follow a region down, with its codes', () => {
    const columns = regionColumns(['浙江省', '宁波市', '江北区'], 'region', '');

    expect(columns.chosen(columns.value)).toEqual({
      value: ['浙江省', '宁波市', '江北区'],
      code: ['330000', '330200', '330205'],
      postcode: '',
    });
    expect(columns.turned?.(0, [0, 1, 1])).toMatchObject({ value: [0, 0, 0] });
  });

  it.each([
    [['江苏省', '泰州市', '海陵区'], ''],
    [['香港特别行政区', '香港岛', '中西区'], ''],
    [['江苏省', '全部', '全部'], '全部'],
    [['全部', '全部', '全部'], '全部'],
  ])('keep a region that is there, also when the short list lacks it: %j', (value, customItem) => {
    const columns = regionColumns(value, 'region', customItem);

    expect(columns.chosen(columns.value)['value']).toEqual(value);
    for (const texts of columns.texts) expect(new Set(texts).size).toBe(texts.length);
  });
});
