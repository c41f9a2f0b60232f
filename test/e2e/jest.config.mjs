import base from '../../jest.config.mjs';

/**
 * Deployments with real tools, set up by `npm run test:e2e`. `npm test`, which needs Node.js only, does not run them.
 */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/e2e'],
  testPathIgnorePatterns: ['/node_modules/'],
  // All files and their concurrent tests at once: they mostly wait for the AWS CLI, which looks at a stack every 30 seconds.
  maxWorkers: 3,
  maxConcurrency: 10,
  // More than the timeout of a tool, so that a tool that hangs is reported as such.
  testTimeout: 300_000,
  verbose: true,
};
