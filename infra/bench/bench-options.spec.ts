import { readOptions } from './bench-options.js';

describe('arguments of the bench', () => {
  test('are three seconds and two hundred shops, everything, when none are given', () => {
    expect(readOptions([])).toEqual({ seconds: 3, tenants: 200, neighbours: 0, json: false, only: [] });
  });

  test('choose what is measured, for how long and over how many shops', () => {
    const options = readOptions(['--seconds', '0.5', '--tenants', '10', '--json', 'list', 'order']);

    expect(options).toEqual({ seconds: 0.5, tenants: 10, neighbours: 0, json: true, only: ['list', 'order'] });
  });

  test.each([
    [['--seconds', '0'], '--seconds is "0"'],
    [['--tenants', 'many'], '--tenants is "many"'],
    [['everything'], 'nothing called everything'],
    [['--speed'], 'Unknown option'],
  ])('are refused with a sentence: %j', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(sentence);
  });
});
