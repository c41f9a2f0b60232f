import { availableParallelism } from 'node:os';

export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/temporary-folder.mjs',
  roots: ['<rootDir>/test', '<rootDir>/tools/emulator/test'],
  testMatch: ['**/*.test.ts'],
  // These have their own scripts: test:e2e needs Python, test:languages other toolchains, test:playback a browser, and test:invariants takes minutes.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/e2e/',
    '<rootDir>/test/aws/',
    '<rootDir>/test/languages/',
    '<rootDir>/test/playback/',
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
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/support/slow-files-first.mjs',
  // More processes than cores, because many tests wait for processes and timers.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
};
