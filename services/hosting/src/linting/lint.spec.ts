import { smallPackage } from '../templates/small-template.fixture.js';
import { brokenPackages, goodExt, HOME, subpackage } from './broken-packages.fixture.js';
import { lint } from './lint.js';
import { append, both, broken, type Mutation, prepend, remove, setJson, write } from './mutation.fixture.js';
import { templateCompilerWorks } from './official/template-compiler.js';
import { type LintRule, lintRules } from './rules/lint-rules.js';

describe('lint', () => {
  it('finds nothing in a good package with a good ext_json', () => {
    expect(lint(smallPackage(), { extJson: JSON.stringify(goodExt) })).toEqual([]);
  });

  it.each(brokenPackages)('%s: %s', (rule, _what, mutate, place) => {
    const findings = lint(broken(smallPackage(), mutate));

    const found = findings.filter((finding) => finding.rule === rule);
    expect(found.map(({ file, line }) => (place.includes(':') ? `${file}:${line ?? ''}` : file))).toContain(place);
    for (const { message, remedy, severity } of found) {
      expect(severity).toBe(lintRules[rule].severity);
      for (const text of [message.zh, message.en, remedy.zh, remedy.en])
        expect(text).not.toMatch(/\{(?:fault|page|path|name|pointer|value|url|kind|tag|api|size|line)\}/);
    }
  });

  it('has a broken package for the rules about what no shipped template has', () => {
    const covered = new Set(brokenPackages.map(([rule]) => rule));
    const untested: LintRule[] = [
      'size.total',
      'page.under_subpackage',
      'subpackage.repeated_name',
      'subpackage.spellings',
      'subpackage.foreign_reference',
      'privacy.location_exclusive',
    ];

    expect(untested.filter((rule) => !covered.has(rule))).toEqual([]);
  });

  it.each<[string, string, Mutation]>([
    ['wx.chooseAddress', 'Address', append('app.js', 'wx.chooseAddress({});')],
    [
      'open-type="getPhoneNumber"',
      'PhoneNumber',
      append(`${HOME}.wxml`, '<button open-type="getPhoneNumber|agreePrivacyAuthorization" />'),
    ],
    ['<input type="nickname">', 'UserInfo', append(`${HOME}.wxml`, '<input type="nickname" />')],
    ['<camera>', 'Camera', append(`${HOME}.wxml`, '<camera />')],
  ])('privacy.scope_undeclared: %s without %s', (use, scope, mutate) => {
    const files = broken(smallPackage(), mutate);
    const told = (privacyScopes: readonly string[]) =>
      lint(files, { privacyScopes }).filter(({ rule }) => rule === 'privacy.scope_undeclared');

    expect(told([])).toEqual([
      expect.objectContaining({
        severity: 'error',
        message: expect.objectContaining({ en: expect.stringContaining(`${use} collects ${scope}`) }),
      }),
    ]);
    expect(told([scope])).toEqual([]);
  });

  it('lists errors before warnings, by file and line', () => {
    const mutate = both(
      setJson('app.json', '/windw', {}),
      append('app.js', 'eval("1");\neval("2");'),
      remove('styles/base.wxss'),
    );

    expect(lint(broken(smallPackage(), mutate)).map(({ rule, file, line }) => `${rule} ${file}:${line ?? ''}`)).toEqual(
      [
        'js.code_generation app.js:2',
        'js.code_generation app.js:3',
        'wxss.import_missing app.wxss:1',
        expect.stringMatching(/^json\.unknown_key app\.json:/),
      ],
    );
  });

  it.each<[string, Mutation]>([
    ['a wxs call with nested braces', append(`${HOME}.wxml`, '<view style="{{text.upper({a: 1, b: [2]})}}" />')],
    ['a less-than in a binding', append(`${HOME}.wxml`, '<view>{{a < b ? 1 : 2}}</view>')],
    ['a spread in template data', append('pages/me/index.wxml', '<template is="row" data="{{...item, label: 1}}" />')],
    ['a property called for', append(`${HOME}.wxml`, '<label for="{{for}}" />')],
    ['a swallowed event', append(`${HOME}.wxml`, '<view catchtouchmove="true" />')],
    ['a guarded window', append('app.js', 'const root = typeof window === "undefined" ? globalThis : window;')],
    ['a property called document', append('app.js', 'const a = { document: 1 }; a.document = 2;')],
    ['a parameter called window', append('app.js', 'function size(window) { return window.width; }')],
    ['the global object by return this', append('app.js', 'const root = Function("return this")();')],
    ['an XML name', append('app.js', "const ns = 'http://www.w3.org/2000/svg';")],
    ['a default parameter in wxs', append('pages/home/text.wxs', 'function a(b = 1) { return b; }')],
    ['a licence', write('miniprogram_npm/lib/LICENSE', 'MIT')],
    [
      'a declared location API',
      both(append('app.js', 'wx.chooseAddress({});'), setJson('app.json', '/requiredPrivateInfos', ['chooseAddress'])),
    ],
    ['a subpackage', subpackage],
    [
      'a subpackage that uses the main package',
      both(subpackage, append('extra/deep/page.js', "require('../../services/money');")),
    ],
    [
      'an asynchronous module of a subpackage',
      both(subpackage, write('extra/a.js', ''), append('app.js', "require.async('./extra/a');")),
    ],
    ['a base64 picture', append('app.wxss', '.a { background: url("data:image/png;base64,iVBORw0KGgo="); }')],
    [
      'a handler from a behavior',
      both(
        write('behaviors/tap.js', 'module.exports = Behavior({ methods: { tapped() {} } });'),
        prepend(`${HOME}.js`, "const tap = require('../../behaviors/tap');\n"),
        append(`${HOME}.wxml`, '<view bindtap="tapped">…</view>'),
      ),
    ],
    [
      'an npm component',
      both(
        write('miniprogram_npm/ui/tag/index.json', '{"component":true}'),
        write('miniprogram_npm/ui/tag/index.js', 'Component({});'),
        write('miniprogram_npm/ui/tag/index.wxml', '<view/>'),
        setJson('pages/me/index.json', '/usingComponents', { 'ui-tag': 'ui/tag' }),
        append('pages/me/index.wxml', '<ui-tag />'),
      ),
    ],
  ])('does not mind %s', (_what, mutate) => {
    expect(lint(broken(smallPackage(), mutate))).toEqual([]);
  });

  it.each<[string, Mutation]>([
    ['a script as deep as it is long', append('app.js', `const a = ${'1 + '.repeat(20_000)}1;`)],
    ['a script of brackets', append('app.js', '('.repeat(50_000))],
    ['markup of unclosed bindings', append(`${HOME}.wxml`, '{{'.repeat(100_000))],
    ['markup of unclosed tags', append(`${HOME}.wxml`, '<view>'.repeat(20_000))],
    ['styles of unclosed comments', append('app.wxss', '/*/'.repeat(20_000))],
    ['json of brackets', write('pages/me/index.json', '['.repeat(50_000))],
    ['a binding of brackets', append(`${HOME}.wxml`, `<view>{{${'['.repeat(10_000)}</view>`)],
    ['nothing at all', (files) => files.clear()],
  ])('answers %s without falling over or taking for ever', (_what, mutate) => {
    const startedAt = performance.now();

    expect(() => lint(broken(smallPackage(), mutate))).not.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    // A crash inside the official compiler would leave it mute for every template after this one.
    expect(templateCompilerWorks()).toBe(true);
  });

  it.each<[string, Mutation]>([
    ['a loop with a break', append('app.js', 'while (true) { if (done()) break; }')],
    ['a loop with a labelled break', append('app.js', 'all: for (;;) { switch (next()) { case 1: break all; } }')],
    ['a loop in a generator', append('app.js', 'function* ids() { while (true) yield 1; }')],
    ['a loop that waits', append('app.js', 'async function poll() { for (;;) await wait(); }')],
    ['a property called eval', append('app.js', 'const a = { eval: 1 };')],
    ['a variable called parent', append('app.js', 'const parent = {}; parent.top = 1;')],
    ['a constructor called', append('app.js', 'const other = new this.constructor(1);')],
  ])('knows %s from a fault', (_what, mutate) => {
    expect(lint(broken(smallPackage(), mutate))).toEqual([]);
  });

  it('survives any cut of a wxml file', () => {
    const wxml = smallPackage().get(`${HOME}.wxml`)?.toString('utf8') ?? '';

    for (let end = 0; end < wxml.length; end += 1) {
      expect(() => lint(broken(smallPackage(), write(`${HOME}.wxml`, wxml.slice(0, end))))).not.toThrow();
    }
  });
});
