import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CreateChannelCommand,
  DeleteChannelCommand,
  DeleteRecordingConfigurationCommand,
  GetChannelCommand,
  GetRecordingConfigurationCommand,
  ListChannelsCommand,
  ListRecordingConfigurationsCommand,
  ListTagsForResourceCommand,
  StopStreamCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { IVS_REGIONS } from '../../schema/regions';
import { formatName, formatTags } from './ownership';
import type { Run } from './ownership';
import { StackDenialError } from './stacks';
import type { Target } from './targets/target';

/** The run is refused before anything is made. The message is one line. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Checks the Region and the account. @throws Refusal */
export async function checkCaller({ clients, region }: Target, account: string): Promise<void> {
  if (!IVS_REGIONS.includes(region)) {
    throw new Refusal(`IVS is not available in ${region}: expected one of ${IVS_REGIONS.join(', ')}.`);
  }
  const { Account: caller = 'unknown' } = await clients.sts.send(new GetCallerIdentityCommand({}));
  if (caller !== account) {
    throw new Refusal(
      `The credentials belong to account ${caller}: expected ${account}, as --account says. Use other credentials.`,
    );
  }
}

/**
 * Makes calls that change nothing, for resources that do not exist, and looks only at whether they are denied. So a
 * missing permission is found before anything is made that could not be removed.
 *
 * @throws Refusal
 */
export async function checkPermissions({ clients, region, name }: Target, run: Run, account: string): Promise<void> {
  const { cloudFormation, ivs, s3 } = clients;
  const stack = { StackName: formatName(run, 'none') };
  const bucket = { Bucket: formatName(run, 'none') };
  const tags = Object.entries(formatTags(run)).map(([Key, Value]) => ({ Key, Value }));
  const object = { ...bucket, Key: 'none' };
  const arn = (type: string): string => `arn:aws:ivs:${region}:${account}:${type}/AAAAAAAAAAAA`;
  const recording = { arn: arn('recording-configuration') };
  const channel = { arn: arn('channel') };
  const calls: readonly (() => Promise<unknown>)[] = [
    () => cloudFormation.send(new DescribeStackEventsCommand(stack)),
    () => cloudFormation.send(new DeleteStackCommand(stack)),
    () => cloudFormation.send(new UpdateStackCommand({ ...stack, TemplateBody: 'none' })),
    // No valid template.
    () => cloudFormation.send(new CreateStackCommand({ ...stack, TemplateBody: 'none', Tags: tags })),
    () => ivs.send(new ListRecordingConfigurationsCommand({})),
    () => ivs.send(new ListChannelsCommand({})),
    () => ivs.send(new GetRecordingConfigurationCommand(recording)),
    () => ivs.send(new DeleteRecordingConfigurationCommand(recording)),
    () => ivs.send(new ListTagsForResourceCommand({ resourceArn: recording.arn })),
    () => ivs.send(new GetChannelCommand(channel)),
    () => ivs.send(new UpdateChannelCommand({ ...channel, name: 'none' })),
    () => ivs.send(new StopStreamCommand({ channelArn: channel.arn })),
    () => ivs.send(new DeleteChannelCommand(channel)),
    () => ivs.send(new CreateChannelCommand({ recordingConfigurationArn: recording.arn })),
    () => s3.send(new ListObjectsV2Command(bucket)),
    () => s3.send(new GetObjectCommand(object)),
    () => s3.send(new DeleteObjectCommand(object)),
    () => s3.send(new DeleteBucketCommand(bucket)),
    () => s3.send(new GetBucketTaggingCommand(bucket)),
    () => s3.send(new PutBucketTaggingCommand({ ...bucket, Tagging: { TagSet: tags } })),
  ];
  const denials = (await Promise.all(calls.map(findDenial))).filter((denial) => denial !== undefined);
  if (denials.length > 0) {
    throw new Refusal(
      `Missing permission on ${name}: ${[...new Set(denials)].join(', ')}. Attach the policy of test/aws/policy.json.`,
    );
  }
}

async function findDenial(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return readDenial(error);
  }
}

/** Returns the action that an error denies. */
export function readDenial(error: unknown): string | undefined {
  if (error instanceof StackDenialError) return error.action;
  if (!(error instanceof Error) || !/AccessDenied|UnauthorizedOperation|AuthorizationError/.test(error.name))
    return undefined;
  // IVS has its text in a member of its own.
  const { exceptionMessage: text = error.message } = error as { exceptionMessage?: string };
  return /not authorized to perform: ([\w:]+)/.exec(text)?.[1] ?? `${error.name} (${text})`;
}
