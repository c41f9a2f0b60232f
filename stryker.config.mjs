// Mutation testing: Stryker changes the code one spot at a time, and a test must notice each change.
//
//   npm run test:mutation                              all of it; what is known from the last run is not run again
//   npm run test:mutation -- --force                   all of it, from nothing
//   npm run test:mutation -- -m 'lambda/time/*.ts'     a part of it
//
// These mutants survive because they are equivalent: no input makes them behave differently. Stryker cannot leave out a
// single mutant without a comment in the source, so they count against the score.
//
// | File                            | Mutant                                       | Why no test can tell               |
// | ------------------------------- | -------------------------------------------- | ---------------------------------- |
// | contract/arn.ts                 | each `x === undefined` but one => false,     | the pattern gives all groups or    |
// |                                 | `||` => `&&`, `[]` => `['…']`                | none; the whole match is not read  |
// | contract/check-tags.ts          | `value ?? ''` => `value ?? '…'`              | a value is missing only beside a   |
// |                                 |                                              | problem or a token; the map is not |
// |                                 |                                              | read then                          |
// | contract/check-value.ts         | `typeof x === 'string'` beside `includes`,   | the list holds strings only, and   |
// |                                 | `typeof x === 'number'` beside `isInteger`   | isInteger is false for the others  |
// | contract/nearest-name.ts        | `i > 1`, `j > 1`, the first `[]`             | before the first letter is         |
// |                                 |                                              | undefined, which equals no letter  |
// | contract/parse-properties.ts    | `() => false` => `() => undefined`           | only whether it is true is asked   |
// | lambda/protocol/delivery.ts     | `{ cause }` of a final refusal => `{}`       | a refusal that is final has none   |
// | lambda/protocol/handler.ts      | `signal.aborted` => false                    | work has just begun: time is left  |
// | lambda/protocol/handler.ts,     | `{ once: true }` => `{}`, `false`            | a signal is aborted once           |
// | lambda/time/deadline.ts         |                                              |                                    |
// | lambda/protocol/handler.ts      | `status === 'FAILED'` => true, before a log  | JSON leaves an undefined reason out|
// | lambda/time/deadline.ts         | `parent?.signal.reason` => `parent.signal…`  | it runs only where there is one    |

const LOG_CALLS = ['log.info', 'log.warn', 'log.error', 'operation.log.info', 'operation.log.warn'];

/** Leaves log lines alone: no stack depends on their words. That they hold no secret has tests of its own. */
const logLines = {
  kind: 'Ignore',
  name: 'log-lines',
  value: {
    shouldIgnore(path) {
      if (!path.isCallExpression()) return undefined;
      const callee = path.get('callee');
      return LOG_CALLS.some((name) => callee.matchesPattern(name)) ? 'the words and details of a log line' : undefined;
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
    'contract/**/*.ts',
    // Composition only: it builds the real clients and clock, and the end-to-end tests run what it builds.
    '!lambda/index.ts',
  ],
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.mjs',
    config: {
      // The unit tests alone: they run in memory and in virtual time, so that a mutant that waits for ever costs nothing.
      // The integration tests would find some mutants too, but over real sockets, at seconds apiece.
      testMatch: ['**/test/unit/**/*.test.ts'],
    },
  },
  coverageAnalysis: 'perTest',
  // Mutants in what runs as a module loads (patterns, tables) count: the patterns are rules that must have tests.
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
