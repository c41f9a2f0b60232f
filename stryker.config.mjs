// Mutation testing: Stryker changes the code in one place at a time, and a test must fail.
//
//   npm run test:mutation                              everything; known results are reused
//   npm run test:mutation -- --force                   everything from scratch: also after new tests of tables and patterns
//   npm run test:mutation -- -m 'lambda/util/*.ts'     some files
//
// Equivalent mutants, as of the last complete run. Stryker cannot ignore them without a comment in the source, so they count
// against the score.
//
// schema/arn: the pattern matches all groups or none
// schema/check-tags: `value ?? ''` is not read if the value is missing
// schema/check-value: the list contains strings only; isInteger is false for other types
// schema/nearest-name: before the first letter is undefined, which equals no letter
// schema/parse-properties, desired-state: `() => undefined` is as false as `() => false`
// aws/call, custom-resource/handler, util/deadline: a signal aborts once, so `{ once: true }` has no effect
// aws/cloudformation-stacks: JSON.parse of undefined throws too; no event follows
// aws/s3-buckets: an abort has neither kind nor cause; the encryption is inspected next
// custom-resource/submit-response: a final rejection is an HTTP status without a cause
// custom-resource/handler: time is left when the work starts
// adopt: `isForwardUpdate` is read for updates only; a status that is a string has no physicalId
// attributes: no two keys are equal
// create, update, delete: `isForwardUpdate` of a Create; the first value of `stackResource` is always replaced
// ownership: no list contains undefined
// handle-request: a Create has no id; an Update without a configuration creates one as a Create does
// stack-resource, superseded: 'unknown' and 'absent' have neither value, status nor physicalId
// find-or-create: `unknownOutcome !== undefined` at the very end of the time
// bucket-check: a StackId is an ARN; `case 'found'` is the last one
// channels: `to === undefined` selects the channels that were moved
// error-formatting: a name that ends exactly at the limit
// retry: other errors have no kind
// on-in-use: an empty id is not an ARN
// delete: a delay that ends exactly at the deadline

const LOG_CALLS = ['log.info', 'log.warn', 'log.error', 'context.log.info', 'context.log.warn'];

/** Ignores log calls: no stack depends on them, and other tests check that they contain no secret. */
const logLines = {
  kind: 'Ignore',
  name: 'log-lines',
  value: {
    shouldIgnore(path) {
      if (!path.isCallExpression()) return undefined;
      const callee = path.get('callee');
      return LOG_CALLS.some((name) => callee.matchesPattern(name)) ? 'a log call' : undefined;
    },
  },
};

export const strykerPlugins = [logLines];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: ['@stryker-mutator/jest-runner', './stryker.config.mjs'],
  ignorers: [logLines.name],
  mutate: [
    'lambda/**/*.ts',
    'schema/**/*.ts',
    // Wiring of the real clients and clock, which the integration tests run.
    '!lambda/index.ts',
    // Texts, which tests do not pin.
    '!lambda/util/log-messages.ts',
    '!schema/messages.ts',
    '!schema/message-causes.ts',
  ],
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.mjs',
    config: {
      // Unit tests run in memory and in virtual time, so a mutant that waits forever costs nothing.
      testMatch: ['**/test/unit/**/*.test.ts'],
    },
  },
  coverageAnalysis: 'perTest',
  // Static mutants count: patterns and tables are rules that must have tests.
  ignoreStatic: false,
  concurrency: 2,
  incremental: true,
  incrementalFile: '.stryker/incremental.json',
  tempDirName: '.stryker/tmp',
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  jsonReporter: { fileName: '.stryker/mutation.json' },
  htmlReporter: { fileName: '.stryker/mutation.html' },
  clearTextReporter: { reportTests: false },
  thresholds: { high: 98, low: 95, break: 95 },
};
