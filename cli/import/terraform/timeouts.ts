import { MAX_TIMEOUT_SECONDS } from '../../../schema/properties';
import { describeValue } from '../../../schema/problem';
import type { ImportOptions } from '../import-spec';
import { parseGoDuration } from './duration';
import type { TerraformInstance } from './terraform-instance';

/** Converts the timeouts of an instance, and warns about those that cannot be kept. */
export function convertTimeouts({ address, timeouts }: TerraformInstance): {
  readonly spec: ImportOptions['timeouts'];
  readonly warnings: readonly string[];
} {
  const warnings: string[] = [];
  const convert = (name: 'create' | 'delete'): number | undefined => {
    const text = timeouts[name];
    if (text === undefined) return undefined;
    const seconds = parseGoDuration(text);
    if (seconds === undefined) {
      warnings.push(
        `${address} has the ${name} timeout ${describeValue(text)}, which is omitted: expected a duration.`,
      );
      return undefined;
    }
    if (seconds > MAX_TIMEOUT_SECONDS) {
      warnings.push(
        `${address} has the ${name} timeout ${text}, which becomes ${MAX_TIMEOUT_SECONDS} s: ` +
          'a Lambda function ends after 15 minutes.',
      );
    }
    return Math.min(seconds, MAX_TIMEOUT_SECONDS);
  };
  return { spec: { Create: convert('create'), Delete: convert('delete') }, warnings };
}
