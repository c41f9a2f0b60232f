/**
 * The order of test files under mutation testing: unit tests first. They are the quickest to find a mutant, and the
 * first test file that fails ends the run.
 */
export default class UnitTestsFirst {
  sort(tests) {
    const isUnit = ({ path }) => path.includes('/test/unit/');
    return [...tests].sort((a, b) => Number(isUnit(b)) - Number(isUnit(a)) || (a.path < b.path ? -1 : 1));
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
