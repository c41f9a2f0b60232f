export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/temporary-folder.mjs',
  roots: ['<rootDir>/test', '<rootDir>/tools/emulator/test'],
  testMatch: ['**/*.test.ts'],
  // Real deployments need Python as well, apps in other languages their tools: npm run test:e2e, npm run test:languages.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/languages/'],
  // Dynamic imports name the file as it is once it is compiled.
  moduleNameMapper: { '^\\./((?:cloudformation|s3)-sdk)\\.js$': '<rootDir>/lambda/aws/$1.ts' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // SDK 3.1136 warns on every client under Node 20; the warning is about the SDK's future, not about this project.
  setupFiles: ['<rootDir>/test/support/environment.ts'],
  testTimeout: 30_000,
  // By default jest leaves one core out. On two cores everything would run in one process, one file after another.
  maxWorkers: '100%',
};
