import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkTags } from '../../schema/check-tags';
import type { Problem } from '../../schema/problem';
import { createProblem, throwProblems } from './validation';

/** Lambda limits all environment variables of a function to 4 KB in total. */
const MAX_BYTES = 4000;

/**
 * Returns default tags as JSON for the function; undefined if there are none.
 *
 * @throws if IVS does not accept the tags, or if they are too long for an environment variable
 */
export function renderDefaultTags(construct: Construct, tags: Readonly<Record<string, string>>): string | undefined {
  // Sort the keys, because maps from other languages are unordered and the template must be stable.
  const sorted = Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
  const problems: Problem[] = [];
  checkTags('defaultTags', sorted, problems, (value) => Token.isUnresolved(value));
  const bytes = Buffer.byteLength(JSON.stringify(sorted));
  if (bytes > MAX_BYTES) {
    problems.push(createProblem('defaultTags', 'DefaultTagsTooLong', { bytes, limit: MAX_BYTES }));
  }
  throwProblems(construct, problems);
  return Object.keys(sorted).length === 0 ? undefined : Stack.of(construct).toJsonString(sorted);
}
