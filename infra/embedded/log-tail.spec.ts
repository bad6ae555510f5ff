import { lastMeaningfulLine } from './log-tail.js';

describe('lastMeaningfulLine', () => {
  it('prefers a plain sentence to the structured lines around it', () => {
    const printed =
      '{"level":30,"msg":"starting"}\nRUNTIME_PORT is in use: choose another.\n{"level":30,"msg":"bye"}\n';

    expect(lastMeaningfulLine(printed)).toBe('RUNTIME_PORT is in use: choose another.');
  });

  it('lists every faulty setting', () => {
    const printed = 'Setting A is missing. Set it.\nSetting B is malformed. Mend it.\n';

    expect(lastMeaningfulLine(printed)).toBe('Setting A is missing. Set it.\nSetting B is malformed. Mend it.');
  });

  it('finds the message in what Node prints for an uncaught error', () => {
    const printed = [
      'file:///app/dist/main.js:3',
      "    throw new TypeError('boom');",
      '          ^',
      '',
      'TypeError: boom',
      '    at file:///app/dist/main.js:3:11',
      '',
      'Node.js v20.19.0',
    ].join('\n');

    expect(lastMeaningfulLine(printed)).toBe('TypeError: boom');
  });

  it('finds the message that a program says above the stack and the advice of a framework', () => {
    const printed = [
      'The program could not start: UnknownDependenciesException [Error]: Nest cannot resolve ShopService.',
      '    at Injector.lookup (file:///app/injector.js:1:1)',
      'For more common issues, see: https://docs.nestjs.com/faq/common-errors',
    ].join('\n');

    expect(lastMeaningfulLine(printed)).toContain('Nest cannot resolve ShopService.');
  });

  it('takes the last error when there are structured lines only', () => {
    const printed = '{"level":50,"msg":"cannot connect","err":{"message":"refused"}}\n{"level":30,"msg":"closing"}\n';

    expect(lastMeaningfulLine(printed)).toBe('cannot connect: refused');
  });

  it('ignores warnings of Node and says nothing when nothing was said', () => {
    expect(lastMeaningfulLine('(node:12) ExperimentalWarning: x\n(Use `node --trace-warnings ...`)\n')).toBeNull();
    expect(lastMeaningfulLine('')).toBeNull();
  });
});
