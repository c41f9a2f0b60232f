import base from '../../jest.config.mjs';

/** Apps in all languages: `npm run test:languages` sets up what they need. They are not a part of `npm test`. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/languages'],
  testPathIgnorePatterns: ['/node_modules/'],
  // The compilers take all there is of the machine, and the files share what is installed.
  maxWorkers: 1,
  testTimeout: 300_000,
  verbose: true,
};
