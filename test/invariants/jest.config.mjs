import base from '../../jest.config.mjs';

/** Random schedules and interleavings: `npm run test:invariants`. They take minutes and are not part of `npm test`. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/invariants'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
