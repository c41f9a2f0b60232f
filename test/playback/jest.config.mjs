import base from '../../jest.config.mjs';

/** The page of the playback example in a browser, with the modules of `npm run test:playback`. Not part of `npm test`. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/playback'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  verbose: true,
};
