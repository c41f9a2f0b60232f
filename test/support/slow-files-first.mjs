import Sequencer from '@jest/test-sequencer';

/** Files that take 10 s and more, most of it waiting. */
const SLOW =
  /\/(?:integration\/stack|docs\/(?:compilation|templates)|cli\/round-trip|cloudformation\/own-app)\b.*\.test\.ts$/;

/**
 * Runs the slow files first, so that none of them runs alone at the end. Jest knows the durations of the last run, but the
 * first run in a checkout has none.
 */
export default class SlowFilesFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (SLOW.test(path.replaceAll('\\', '/')) ? 0 : 1);
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
}
