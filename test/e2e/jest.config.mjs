import base from '../../jest.config.mjs';

/** Real deployments: `npm run test:e2e` sets up what they need. They are not a part of `npm test`, which needs Node only. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/e2e'],
  testPathIgnorePatterns: ['/node_modules/'],
  // All files at once: each has an AWS of its own, and spends most of its time in waits of the AWS CLI.
  maxWorkers: 3,
  // More than the tools' own patience: a tool that hangs is to say so itself.
  testTimeout: 300_000,
  verbose: true,
};
