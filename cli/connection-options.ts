import type { Command } from 'commander';
import { ARN_FORM, parseRecordingConfigurationArn } from '../schema/arn';
import { describeValue } from '../schema/problem';
import type { ConnectionOptions } from './aws/connection';
import { UsageError } from './util/command-line';

/** The options of every command. */
export interface ConnectionValues {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}

export function addConnection(command: Command): Command {
  return command
    .option('--region <region>', 'the Region (default: that of the ARN, AWS_REGION, AWS_DEFAULT_REGION or the profile)')
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option(
      '--endpoint-url <url>',
      'another endpoint for all services; AWS_ENDPOINT_URL_IVS and AWS_ENDPOINT_URL also apply',
    );
}

/**
 * Parses the connection options.
 *
 * @throws UsageError if one is invalid
 */
export function readConnection(values: ConnectionValues): ConnectionOptions {
  const { region, profile, endpointUrl: endpoint } = values;
  if (region !== undefined && !/^[a-z0-9-]+$/.test(region)) {
    throw new UsageError(`--region is ${describeValue(region)}: expected a Region, such as us-east-1.`);
  }
  if (profile === '') throw new UsageError('--profile is empty: expected the name of a profile.');
  if (endpoint !== undefined && !(/^https?:/.test(endpoint) && URL.canParse(endpoint))) {
    throw new UsageError(
      `--endpoint-url is ${describeValue(endpoint)}: expected a URL, such as http://127.0.0.1:4599.`,
    );
  }
  return { region, profile, endpoint };
}

/**
 * Returns the ARN of the configuration and its Region.
 *
 * @param text - an ARN, or `ARN@region` as in a Terraform import from another Region
 * @param given - the specified Region, which must be the same
 * @throws UsageError if the Regions differ, or if the text is not the ARN of a configuration
 */
export function readArn(text: string, given: string | undefined): { readonly arn: string; readonly region: string } {
  const [, arn = text, suffix] = /^(arn:.*)@([a-z0-9-]+)$/.exec(text) ?? [];
  const parts = parseRecordingConfigurationArn(arn);
  if (parts === undefined) {
    throw new UsageError(
      `${describeValue(text)} is not the ARN of a recording configuration: expected ${ARN_FORM}. ` +
        'Run "import --all" to list them.',
    );
  }
  assertSameRegion(arn, parts.region, suffix, `Remove @${suffix ?? ''}.`);
  return { arn, region: assertSameRegion(arn, parts.region, given, 'Remove --region.') };
}

/**
 * Returns the Region of a stack ARN, or the specified Region for a stack name.
 *
 * @param option - the option of the stack, for errors
 */
export function readStackRegion(option: string, given: string | undefined, stack: string): string | undefined {
  const [, region] = /^arn:[^:]*:cloudformation:([^:]+):[0-9]*:stack\/./.exec(stack) ?? [];
  if (region !== undefined)
    return assertSameRegion(stack, region, given, 'Remove --region, and run the command once for each Region.');
  if (/^[a-zA-Z][a-zA-Z0-9-]*$/.test(stack)) return given;
  throw new UsageError(
    `${option} is ${describeValue(stack)}: expected the name of a stack, or its ARN, arn:aws:cloudformation:<region>:<account>:stack/<name>/<id>.`,
  );
}

function assertSameRegion(arn: string, region: string, given: string | undefined, advice: string): string {
  if (given === undefined || given === region) return region;
  throw new UsageError(`${arn} is in ${region}, but the specified Region is ${given}. ${advice}`);
}
