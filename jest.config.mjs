export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/temporary-folder.mjs',
  roots: ['<rootDir>/test', '<rootDir>/tools/emulator/test'],
  testMatch: ['**/*.test.ts'],
  // These have their own scripts: test:e2e needs Python, test:languages other toolchains, and test:invariants takes minutes.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/e2e/',
    '<rootDir>/test/aws/',
    '<rootDir>/test/languages/',
    '<rootDir>/test/invariants/',
  ],
  // Dynamic imports name the compiled file.
  moduleNameMapper: { '^\\./((?:cloudformation|s3)-sdk)\\.js$': '<rootDir>/lambda/aws/$1.ts' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // SDK 3.1136 prints a warning about Node.js 20 for each client.
  setupFiles: ['<rootDir>/test/support/environment.ts'],
  testTimeout: 30_000,
  // By default jest leaves one core idle; on two cores it would run all files in one process.
  maxWorkers: '100%',
};
