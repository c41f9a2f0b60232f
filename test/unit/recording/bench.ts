import { IvsAccount, type IvsAccountOptions } from '../../../local/ivs/account';
import { IvsError } from '../../../local/ivs/ivs-error';
import { AwsCallError, type AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import type { BucketFinding } from '../../../lambda/aws/buckets';
import type { RecordingConfiguration } from '../../../lambda/aws/recording-configurations';
import { fromAnswer } from '../../../lambda/aws/recording-settings';
import type { StackResource } from '../../../lambda/aws/stacks';
import { parseDeclaration, type Declaration } from '../../../lambda/recording/declaration';
import type { Operation } from '../../../lambda/recording/operation';
import { toOwnerTags } from '../../../lambda/recording/ownership';
import { startDeadline } from '../../../lambda/time/deadline';
import { withBucket } from '../../support/properties';
import { VirtualClock } from '../../support/virtual-clock';

export const OWNER = { stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/video/1', logicalId: 'Recording' };
export const DECLARATION = declare();

/** A declaration with a bucket, and with whatever else is given. */
export function declare(more: Readonly<Record<string, unknown>> = {}): Declaration {
  return parseDeclaration(withBucket(more), {});
}

export type Site =
  | 'create'
  | 'get'
  | 'list'
  | 'delete'
  | 'addTags'
  | 'removeTags'
  | 'describeResource'
  | 'describeGoal'
  | 'describeStatus'
  | 'isCreationFinal'
  | 'findBucket'
  | 'listUsing'
  | 'isLive'
  | 'getChannel'
  | 'setRecording';

/** What happens in place of a call; `carryOut` does what the call would have done. */
export type Happening = (carryOut: () => unknown) => unknown;

/** The call is refused. */
export const refused =
  (kind: AwsCallErrorKind, message = 'said the service'): Happening =>
  () => {
    throw new AwsCallError(kind, 'ivs:Action', message);
  };

/** The call takes effect; its answer is lost. */
export const lost: Happening = (carryOut) => {
  carryOut();
  throw new AwsCallError('unavailable', 'ivs:Action', 'socket hang up');
};

export interface BenchCall {
  readonly site: Site;
  /** Milliseconds since the operation began. */
  readonly at: number;
}

/** One operation under test, with an IVS account in memory, in virtual time; random draws are a half. */
export class Bench {
  readonly clock = new VirtualClock();
  readonly account: IvsAccount;
  readonly calls: BenchCall[] = [];
  readonly logs: { readonly message: string; readonly details: unknown }[] = [];
  readonly operation: Operation;
  /** What CloudFormation says. */
  resource: StackResource | undefined;
  goal: unknown;
  stackStatus: string | undefined = 'UPDATE_IN_PROGRESS';
  isCreationFinal = true;
  /** The channels on which a stream runs. */
  readonly live = new Set<string>();
  /** How many channels or configurations a page has. */
  pageSize = 100;
  bucket: BucketFinding = { kind: 'found', isEncryptionKnown: true };
  readonly #happenings = new Map<Site, Happening[]>();

  constructor(
    kind: Operation['kind'] = 'Create',
    { workMs = 600_000, wholeMs = 880_000, ...account }: IvsAccountOptions & { workMs?: number; wholeMs?: number } = {},
  ) {
    const startedAt = this.clock.now();
    this.account = new IvsAccount({ clock: this.clock, ...account });
    this.resource = { status: `${kind.toUpperCase()}_IN_PROGRESS`, physicalId: undefined };
    const call = async <Result>(site: Site, effect: () => Result): Promise<Result> => {
      this.calls.push({ site, at: Math.round(this.clock.now() - startedAt) });
      // A call takes a turn: nobody has its answer at once.
      await Promise.resolve();
      const happening = this.#happenings.get(site)?.shift();
      try {
        return (happening === undefined ? effect() : await happening(effect)) as Result;
      } catch (error) {
        if (!(error instanceof IvsError)) throw error;
        const kind = error.status === 409 ? 'conflict' : error.status === 404 ? 'not-found' : 'invalid';
        throw new AwsCallError(kind, `ivs:${site}`, error.message);
      }
    };
    const record = (message: string, details?: unknown): void => {
      this.logs.push({ message, details });
    };
    const whole = startDeadline(this.clock, wholeMs);
    const { account: ivs } = this;
    const exists = (arn: string): boolean => ivs.recordingConfigurations().some((other) => other.arn === arn);
    this.operation = {
      kind,
      owner: OWNER,
      requestId: 'request-1',
      startedAt,
      quota: { isShort: false },
      cloudFormation: { isUnreachable: false },
      whole,
      work: startDeadline(this.clock, workMs, whole),
      clock: this.clock,
      random: () => 0.5,
      region: 'us-east-1',
      defaultTags: undefined,
      allowsAdoption: true,
      log: { info: record, warn: record, error: record },
      configurations: {
        create: ({ bucketName }, tags) =>
          call('create', () => {
            const input = { destinationConfiguration: { s3: { bucketName } }, tags };
            return pick(ivs.createRecordingConfiguration(input).recordingConfiguration);
          }),
        get: (arn) =>
          call('get', () =>
            exists(arn) ? pick(ivs.getRecordingConfiguration({ arn }).recordingConfiguration) : undefined,
          ),
        describe: (arn) =>
          call('get', () => {
            if (!exists(arn)) return undefined;
            const { recordingConfiguration } = ivs.getRecordingConfiguration({ arn });
            const settings = fromAnswer(recordingConfiguration);
            return settings === undefined ? undefined : { ...pick(recordingConfiguration), settings };
          }),
        list: (nextToken = '0') =>
          call('list', () => {
            const [all, start] = [ivs.recordingConfigurations().map(pick), Number(nextToken)];
            const end = start + this.pageSize;
            return {
              configurations: all.slice(start, end),
              nextToken: end < all.length ? String(end) : undefined,
            };
          }),
        delete: (arn) =>
          call('delete', () => {
            if (exists(arn)) ivs.deleteRecordingConfiguration({ arn });
          }),
        addTags: (resourceArn, tags) =>
          call('addTags', () => {
            ivs.tagResource({ resourceArn, tags });
          }),
        removeTags: (resourceArn, tagKeys) =>
          call('removeTags', () => {
            ivs.untagResource({ resourceArn, tagKeys: [...tagKeys] });
          }),
      },
      stacks: {
        describeResource: () => call('describeResource', () => this.resource),
        describeGoal: () => call('describeGoal', () => this.goal),
        describeStatus: () => call('describeStatus', () => this.stackStatus),
        isCreationFinal: () => call('isCreationFinal', () => this.isCreationFinal),
      },
      channels: {
        listUsing: (filterByRecordingConfigurationArn, nextToken) =>
          call('listUsing', () => {
            const page = ivs.listChannels({
              filterByRecordingConfigurationArn,
              maxResults: this.pageSize,
              ...(nextToken === undefined ? {} : { nextToken }),
            });
            return { channels: page.channels.map(({ arn, name }) => ({ arn, name })), nextToken: page.nextToken };
          }),
        isLive: (arn) => call('isLive', () => this.live.has(arn)),
        getRecordingConfiguration: (arn) =>
          call('getChannel', () => ivs.channels().find((channel) => channel.arn === arn)?.recordingConfigurationArn),
        setRecordingConfiguration: (arn, recordingConfigurationArn = '') =>
          call('setRecording', () => {
            ivs.updateChannel({ arn, recordingConfigurationArn });
          }),
      },
      buckets: { find: () => call('findBucket', () => this.bucket) },
    };
  }

  /** What happens to the next calls of a kind, one after the other; later ones are carried out. */
  onNext(site: Site, ...happenings: readonly Happening[]): void {
    this.#happenings.set(site, [...(this.#happenings.get(site) ?? []), ...happenings]);
  }

  /** The times of the calls of a kind. */
  timesOf(site: Site): readonly number[] {
    return this.calls.filter((call) => call.site === site).map(({ at }) => at);
  }

  /** The configurations that there are. */
  get arns(): readonly string[] {
    return this.account.recordingConfigurations().map(({ arn }) => arn);
  }

  /** A configuration that is there already: the owner's, with the settings of a declaration. */
  place(declaration = DECLARATION, tags: Readonly<Record<string, string>> = {}): RecordingConfiguration {
    const input = {
      destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
      tags: { ...declaration.tags, ...toOwnerTags(OWNER, declaration.fingerprint), ...tags },
    };
    return pick(this.account.createRecordingConfiguration(input).recordingConfiguration);
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await this.clock.sleep(ms);
  }
}

/** How a call that must not succeed was refused. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call succeeded, expected it to be refused.');
}

function pick({ arn, state, tags }: RecordingConfiguration): RecordingConfiguration {
  return { arn, state, tags: { ...tags } };
}
