import { readFileSync } from 'node:fs';
import path from 'node:path';
import { COMPILER_VERSION } from './compile-package.js';

// What the compiled form depends on besides our own code. When one of them changes, COMPILER_VERSION rises with it: what was compiled and
// stored before is then compiled anew.
const compilers = {
  version: 3,
  acorn: '8.19.0',
  esbuild: '0.28.2',
  'glass-easel': '0.12.1',
  'glass-easel-template-compiler': '1.1.0',
  postcss: '8.5.33',
  'postcss-selector-parser': '7.2.1',
};

test('the version of the compiler rises with the compilers it is made of', () => {
  const { dependencies } = JSON.parse(readFileSync(path.resolve('package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const { version, ...pinned } = compilers;

  expect(version).toBe(COMPILER_VERSION);
  expect(Object.fromEntries(Object.keys(pinned).map((name) => [name, dependencies[name]]))).toEqual(pinned);
});
