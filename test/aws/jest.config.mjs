import base from '../../jest.config.mjs';

/** The tests of the runner itself: they start it many times, so they are not part of `npm test`. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/aws'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
};
