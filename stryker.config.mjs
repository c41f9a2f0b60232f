// Mutation testing: Stryker changes the code one spot at a time, and a test must notice each change.
//
//   npm run test:mutation                              all of it; what is known from the last run is not run again
//   npm run test:mutation -- --force                   all of it, from nothing: also after new tests of tables and
//                                                      patterns, whose survivors are otherwise taken from the last run
//   npm run test:mutation -- -m 'lambda/util/*.ts'     a part of it
//
// These mutants survive. Stryker cannot leave out a single mutant without a comment in the source, so they count
// against the score. But for the ends of times and texts, and for what only the log says, no input makes them behave differently.
//
// | File                         | Mutant                                     | Why no test tells                       |
// | ---------------------------- | ------------------------------------------ | --------------------------------------- |
// | contract/arn                 | `x === undefined` => false, `||` => `&&`,  | the pattern gives all groups or none;   |
// |                              | `[]` => `['…']`                            | the whole match is not read             |
// | contract/check-tags          | `value ?? ''` => `value ?? '…'`            | a value is missing beside a problem or  |
// |                              |                                            | a token only; the map is not read then  |
// | contract/check-value         | `typeof x === 'string'` beside `includes`, | the list holds strings only; isInteger  |
// |                              | `typeof x === 'number'` beside `isInteger` | is false for what is no number          |
// | contract/nearest-name        | `i > 1`, `j > 1`, the first `[]`           | before the first letter is undefined,   |
// |                              |                                            | which equals no letter                  |
// | contract/parse-properties,   | `() => false` => `() => undefined`         | only whether it is true is asked        |
// | lambda/recording-configuration/declaration |                                            |                                         |
// | lambda/aws/call,             | `{ once: true }` => `{}`, `false`          | a signal is aborted once                |
// | lambda/custom-resource/handler,     |                                            |                                         |
// | lambda/util/deadline         |                                            |                                         |
// | lambda/aws/cloudformation-   | `text === undefined` => false;             | JSON.parse of undefined throws, too;    |
// | stacks                       | `return undefined` gone from the catch     | nothing follows                         |
// |                              | `?? []` of the events, `= ''` of a status   | no event follows; no list has it        |
// | lambda/aws/s3-buckets        | `!(error instanceof AwsCallError)` => false| an abort has neither kind nor cause     |
// |                              | `isEncryptionKnown: false` of a head       | the encryption is looked at next        |
// | lambda/aws/recording-settings| `?.` and `?? []` beside CUSTOM and storage | CUSTOM is read from it; a word that no  |
// |                              |                                            | order has is left out                   |
// | lambda/custom-resource/delivery     | `{ cause }` of a final refusal => `{}`     | only an HTTP status is final; no cause  |
// | lambda/recording-configuration/adoption    | `isForward`, `{}` of the occasion          | it is read for updates only             |
// |                              | `typeof standing !== 'string'`, `= ''`     | a word has no physicalId; no ARN either |
// |                              | `place?.`                                  | the contract has let the ARN through    |
// |                              | `state === undefined` => false             | what is gone is not described, either   |
// |                              | `false` of waitUntilCreated                | a moment more for what is not there     |
// |                              | `{ cause }`                                | only the log could tell                 |
// | lambda/recording-configuration/attributes  | `a < b` => `a <= b`                        | no two keys are the same                |
// | lambda/recording-configuration/lifecycle   | `isForward: false` => true of a Create     | it is read for updates only             |
// |                              | the first value of `standing`              | confirm asks at least once              |
// |                              | `typeof standing !== 'string'` in isGoingAs| a word has no physicalId                |
// |                              | `arn === current` => false                 | the current one has the other settings' |
// |                              |                                            | tag by then                             |
// | lambda/recording-configuration/ownership   | `recorded !== undefined` => true           | no list holds undefined                 |
// | lambda/recording-configuration/serve       | `request.type !== 'Create'` => true, `''`  | a Create has no id, so no ARN either    |
// |                              | `request.type === 'Create'` => false, `''` | an Update from nothing creates alike    |
// | lambda/recording-configuration/settings    | `configuration?.Renditions ?? []`          | CUSTOM has renditions, by the contract  |
// | lambda/recording-configuration/standing    | the comparisons with 'unknown' and 'absent'| a word has neither value, status nor    |
// |                              | and undefined of readGoal, isWhereItWas,   | physicalId; undefined is no ARN and     |
// |                              | isWanted and getRecordedId                 | declares nothing                        |
// | lambda/util/deadline         | `parent?.signal.reason` => `parent.signal` | it runs only where there is one         |
// | lambda/custom-resource/handler      | `signal.aborted` => false in waitForAbort  | work has just begun, so time is left    |
// | lambda/custom-resource/handler      | conditions of what only the log says       | see logLines below                      |
// | lambda/recording-configuration/acquisition | `doubt !== undefined` => true              | an answer at the very end of the time   |
// | lambda/recording-configuration/bucket-     | `?? ''` of the account                     | a StackId is an ARN                     |
// | diagnosis                    | `case 'found'`                             | nothing follows it                      |
// | lambda/recording-configuration/channel-    | `to === undefined` => false                | of all channels those that were moved    |
// | moves                        |                                            | are taken                               |
// | lambda/recording-configuration/diagnosis   | `length > MAX_NAMES` => `>=`               | a name that ends just there             |
// | lambda/recording-configuration/operation   | `!(error instanceof AwsCallError)` => false| others have no kind                     |
// | lambda/recording-configuration/release     | `= ''` of an id                            | no ARN either                           |
// | lambda/recording-configuration/removal     | `>= deadline.remainingMs()` => `>`         | a delay that ends just there            |
// | lambda/recording-configuration/settings-   | the conditions on mode and selection       | other modes have no such members        |
// | differences                  |                                            |                                         |

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
    'schema/**/*.ts',
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
