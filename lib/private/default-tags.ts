import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkTags } from '../../schema/check-tags';
import { formatMessage } from '../../schema/messages';
import type { Problem } from '../../schema/problem';
import { throwProblems } from './validation';

/** Lambda allows 4 KB for all of a function's environment variables together. */
const MAX_BYTES = 4000;

/**
 * Default tags as the JSON that the function reads, undefined if there are none.
 *
 * @throws if they are not tags that IVS takes, or too long for an environment variable
 */
export function renderDefaultTags(construct: Construct, tags: Readonly<Record<string, string>>): string | undefined {
  // Sorted, since a map that comes from another language has no order of its own, and templates must not flap.
  const sorted = Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
  const problems: Problem[] = [];
  checkTags('defaultTags', sorted, problems, (value) => Token.isUnresolved(value));
  const bytes = Buffer.byteLength(JSON.stringify(sorted));
  if (bytes > MAX_BYTES) {
    problems.push({
      path: 'defaultTags',
      text: formatMessage('DefaultTagsTooLong', { bytes, limit: MAX_BYTES }),
      hasCode: true,
    });
  }
  throwProblems(construct, problems);
  return Object.keys(sorted).length === 0 ? undefined : Stack.of(construct).toJsonString(sorted);
}
