import base from '../../jest.config.mjs';

/** Apps in all languages, with a workspace from `npm run test:languages`. They are not part of `npm test`. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/languages'],
  testPathIgnorePatterns: ['/node_modules/'],
  // The compilers use all cores, and the test files share the installed packages.
  maxWorkers: 1,
  testTimeout: 300_000,
  verbose: true,
};
