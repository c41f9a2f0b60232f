import {
  DeleteChannelCommand,
  DeleteRecordingConfigurationCommand,
  StopStreamCommand,
  paginateListChannels,
  paginateListRecordingConfigurations,
} from '@aws-sdk/client-ivs';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketTaggingCommand,
  ListBucketsCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { isExpired, isOwn, isOwnName, PREFIX, toTags } from './ownership';
import type { Tags } from './ownership';
import { createStacks, StackDenialError } from './stacks';
import type { Target } from './targets/target';

/** Everything that runs of this program have made, as the target's own lists show it. */
export interface Inventory {
  readonly stacks: readonly {
    readonly name: string;
    readonly id: string;
    readonly status: string;
    readonly tags: Tags;
  }[];
  readonly configurations: readonly { readonly arn: string; readonly tags: Tags }[];
  readonly channels: readonly { readonly arn: string; readonly tags: Tags }[];
  /** Without tags if the bucket has none, which a run leaves if it ends between two calls. */
  readonly buckets: readonly { readonly name: string; readonly region: string; readonly tags: Tags | undefined }[];
}

/** Something has the prefix of this program but is not its own. */
export class ForeignResourceError extends Error {
  override readonly name = 'ForeignResourceError';
}

/** Lists what has the prefix or the tags. @throws ForeignResourceError if a stack or bucket is not this program's */
export async function takeInventory({ clients, pollMs, region }: Target, signal: AbortSignal): Promise<Inventory> {
  const { cloudFormation, ivs, s3, createS3 } = clients;
  const stacks = createStacks({ client: cloudFormation, run: { id: '', expires: '' }, pollMs, signal });
  const inventory = {
    stacks: (await stacks.list())
      .filter(({ StackName: name = '' }) => name.startsWith(PREFIX))
      .map(({ StackName: name = '', StackId: id = '', StackStatus: status = '', Tags: tags }) => ({
        name,
        id,
        status,
        tags: toTags(tags),
      })),
    configurations: [] as { arn: string; tags: Tags }[],
    channels: [] as { arn: string; tags: Tags }[],
    buckets: [] as { name: string; region: string; tags: Tags | undefined }[],
  };
  const foreign = inventory.stacks.find(({ name, tags }) => !isOwn(tags, name));
  if (foreign !== undefined) {
    throw new ForeignResourceError(
      `The stack ${foreign.name} has the prefix ${PREFIX} but not the tags of this program: expected no such stack. Rename or delete it.`,
    );
  }
  for await (const page of paginateListRecordingConfigurations({ client: ivs }, {})) {
    for (const { arn = '', tags = {} } of page.recordingConfigurations ?? []) {
      if (isOwn(tags)) inventory.configurations.push({ arn, tags });
    }
  }
  for await (const page of paginateListChannels({ client: ivs }, {})) {
    for (const { arn = '', tags = {} } of page.channels ?? []) if (isOwn(tags)) inventory.channels.push({ arn, tags });
  }
  const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: PREFIX }));
  for (const { Name: name = '', BucketRegion: bucketRegion = region } of buckets) {
    if (!name.startsWith(PREFIX)) continue;
    const tags = await readBucketTags(createS3(bucketRegion), name);
    if (tags === 'gone') continue;
    if (!isOwnName(name) || (tags !== undefined && !isOwn(tags, name))) {
      throw new ForeignResourceError(
        `The bucket ${name} has the prefix ${PREFIX} but not the tags of this program: expected no such bucket. Rename or delete it.`,
      );
    }
    inventory.buckets.push({ name, region: bucketRegion, tags });
  }
  return inventory;
}

async function readBucketTags(client: Target['clients']['s3'], name: string): Promise<Tags | undefined | 'gone'> {
  try {
    const { TagSet: tags } = await client.send(new GetBucketTaggingCommand({ Bucket: name }));
    return toTags(tags);
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchTagSet') return undefined;
    if (error instanceof Error && error.name === 'NoSuchBucket') return 'gone';
    throw error;
  }
}

export interface SweepOptions {
  /** `expired`, all runs, or one run by its id. */
  readonly scope: 'expired' | 'all' | { readonly run: string };
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** Milliseconds to wait for the stacks. */
  readonly limitMs?: number;
}

const FUNCTION_STACK = /-(provider|witness)$/;
const ROUNDS = 3;
const LIMIT_MS = 15 * 60_000;

/**
 * Removes what runs made: streams, channels, stacks, configurations, buckets. Retries, because a stack may fail to
 * delete while something still uses it.
 *
 * @returns what is left, as the target's lists show it
 */
export async function sweep(target: Target, options: SweepOptions): Promise<readonly string[]> {
  const { signal, print, limitMs = LIMIT_MS } = options;
  const deadline = Date.now() + limitMs;
  const denials = new Map<string, string>();
  for (let round = 1; ; round += 1) {
    const inventory = select(await takeInventory(target, signal), options.scope);
    const names = describeInventory(inventory, denials);
    // Without the permission for a deletion, another round changes nothing.
    const rounds = denials.size === 0 ? ROUNDS : 1;
    if (names.length === 0 || round > rounds || Date.now() > deadline) return names;
    if (round === 1) print(`Removing ${names.length} resources of earlier runs or of this one.`);
    await sweepOnce(target, inventory, { signal, print, deadline, denials });
  }
}

/** @param denials - the permissions that deletions lacked, by the name of the stack */
export function describeInventory(
  { stacks, configurations, channels, buckets }: Inventory,
  denials: ReadonlyMap<string, string> = new Map(),
): readonly string[] {
  return [
    ...stacks.map(({ name, status }) => {
      const denial = denials.get(name);
      return `stack ${name} (${status}${denial === undefined ? '' : `, missing permission: ${denial}`})`;
    }),
    ...channels.map(({ arn }) => `channel ${arn}`),
    ...configurations.map(({ arn }) => `recording configuration ${arn}`),
    ...buckets.map(({ name }) => `bucket ${name}`),
  ];
}

function select(inventory: Inventory, scope: SweepOptions['scope']): Inventory {
  const isIn = (tags: Tags | undefined, name = ''): boolean => {
    if (scope === 'all') return true;
    if (scope === 'expired') return tags !== undefined && isExpired(tags);
    return tags === undefined ? name.startsWith(`${PREFIX}${scope.run}-`) : isOwn(tags, `${PREFIX}${scope.run}-x`);
  };
  return {
    stacks: inventory.stacks.filter(({ tags }) => isIn(tags)),
    configurations: inventory.configurations.filter(({ tags }) => isIn(tags)),
    channels: inventory.channels.filter(({ tags }) => isIn(tags)),
    buckets: inventory.buckets.filter(({ tags, name }) => isIn(tags, name)),
  };
}

interface SweepContext extends Pick<SweepOptions, 'signal' | 'print'> {
  readonly deadline: number;
  /** Gets the permissions that deletions lack, by the name of the stack. */
  readonly denials: Map<string, string>;
}

async function sweepOnce(
  { clients, pollMs }: Target,
  { stacks, configurations, channels, buckets }: Inventory,
  { signal, print, deadline, denials }: SweepContext,
): Promise<void> {
  const { cloudFormation, ivs, createS3 } = clients;
  /** Returns whether the work succeeded. */
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StackDenialError) denials.set(what, error.action);
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      if (!/NotFound|NoSuchBucket|ChannelNotBroadcasting/.test(name)) print(`  ${what}: ${name}: ${message}`);
      return false;
    }
  };
  const { delete: deleteStack } = createStacks({
    client: cloudFormation,
    run: { id: '', expires: '' },
    pollMs,
    signal: AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, deadline - Date.now()))]),
  });
  const empty = async ({ name, region }: Inventory['buckets'][number]): Promise<void> => {
    const client = createS3(region);
    for await (const { Contents: contents = [] } of paginateListObjectsV2({ client }, { Bucket: name })) {
      for (const { Key } of contents) await client.send(new DeleteObjectCommand({ Bucket: name, Key }));
    }
  };
  for (const { arn } of channels) {
    await attempt(arn, () => ivs.send(new StopStreamCommand({ channelArn: arn })));
    await attempt(arn, () => ivs.send(new DeleteChannelCommand({ arn })));
  }
  const removeStacks = async (group: Inventory['stacks']): Promise<Inventory['stacks']> => {
    const isRemoved = await Promise.all(
      group.map(({ name, id }) =>
        attempt(name, async () => {
          const { status } = await deleteStack(id);
          if (status !== 'DELETE_COMPLETE') throw new Error(`The stack is ${status}.`);
        }),
      ),
    );
    return group.filter((_stack, index) => isRemoved[index] !== true);
  };
  const left = await removeStacks(stacks.filter(({ name }) => !FUNCTION_STACK.test(name)));
  // The witness stack has the buckets, and its function writes to one until the end.
  for (const bucket of buckets) if (bucket.tags !== undefined) await attempt(bucket.name, () => empty(bucket));
  // The stacks of the functions last, when the run has no other stack: custom resources need the functions to be deleted.
  const isNeeded = (name: string): boolean =>
    left.some((one) => one.name.startsWith(name.replace(FUNCTION_STACK, '-')));
  await removeStacks(stacks.filter(({ name }) => FUNCTION_STACK.test(name) && !isNeeded(name)));
  for (const { arn } of configurations) {
    await attempt(arn, () => ivs.send(new DeleteRecordingConfigurationCommand({ arn })));
  }
  for (const { name, region } of buckets) {
    await attempt(name, () => createS3(region).send(new DeleteBucketCommand({ Bucket: name })));
  }
}
