// Prints the digest of a fixed package. Run by render.spec.ts under other time zones and locales, in a process that compiles the
// sources as it loads them.
const { Module } = require('node:module');
const path = require('node:path');
const { existsSync } = require('node:fs');
const { transformFileSync } = require('@swc/core');

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  if (request.startsWith('.') && request.endsWith('.js')) {
    const source = path.resolve(path.dirname(parent.filename), request.replace(/\.js$/, '.ts'));
    if (existsSync(source)) return source;
  }
  return resolve(request, parent, ...rest);
};
Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformFileSync(filename, {
    swcrc: false,
    module: { type: 'commonjs' },
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
  });
  module._compile(code, filename);
};

const { render } = require('./render.ts');
const { smallTemplate } = require('../templates/small-template.fixture.ts');

const config = { name: 'İstanbul 茶' };
const variables = { appId: 'wx0123456789abcdef', runtimeUrl: 'https://shop.example.com', revision: 3 };
process.stdout.write(render(smallTemplate(), config, variables).digest);
