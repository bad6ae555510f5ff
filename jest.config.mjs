const swc = (parser) => [
  '@swc/jest',
  {
    swcrc: false,
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
    jsc: {
      target: 'es2023',
      parser,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
  },
];

// Packages that ship ES modules only: they are compiled to CommonJS for the test process, so that Jest needs no flags.
const esmOnly =
  '@nestjs|cookie|content-disposition|typebox|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit|load-esm|uid|es-toolkit|find-my-way|@fastify|csv-parse|sanitize-html/node_modules|htmlparser2|domhandler|domutils|dom-serializer|domelementtype|entities|qr|pixelmatch';

export default {
  rootDir: '.',
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testMatch: [
    '<rootDir>/{services,infra}/**/*.spec.ts',
    '<rootDir>/{services,infra}/**/*.db-spec.ts',
    '<rootDir>/{services,infra}/**/*.e2e-spec.ts',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/services/uploader/'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'] },
  transform: {
    '\\.tsx?$': swc({ syntax: 'typescript', decorators: true }),
    '\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  globalSetup: '<rootDir>/infra/checks/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/infra/checks/jest-global-teardown.mjs',
  testTimeout: 60_000,
};
