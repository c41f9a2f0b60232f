import type { RecordingSettings } from '../../../schema/settings';
import { formatMessage, type MessageCode, type MessageValues } from '../../../schema/messages';
import { IvsAccount, type IvsAccountOptions } from '../../../tools/emulator/ivs/account';
import { IvsError } from '../../../tools/emulator/ivs/ivs-error';
import { AwsCallError, type AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import type { BucketStatus } from '../../../lambda/aws/buckets';
import type {
  DescribedRecordingConfiguration,
  RecordingConfiguration,
} from '../../../lambda/aws/recording-configurations';
import { fromResponse, toRequest } from '../../../lambda/aws/recording-settings';
import type { Stack, StackEventPage, StackResource } from '../../../lambda/aws/stacks';
import { parseDesiredState, type DesiredState } from '../../../lambda/recording-configuration/desired-state';
import { Progress, type ResponseState } from '../../../lambda/recording-configuration/progress';
import type { RequestContext } from '../../../lambda/recording-configuration/request-context';
import { toOriginTag, toOwnerTags, type Origin } from '../../../lambda/recording-configuration/ownership';
import { startDeadline } from '../../../lambda/util/deadline';
import { StackRecords } from '../../invariants/stack-records';
import { withBucket } from '../../support/properties';
import { createRecordedStacks } from '../../support/recorded-stacks';
import { VirtualClock } from '../../support/virtual-clock';

export const OWNER = { stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/video/1', logicalId: 'Recording' };
export const DESIRED_STATE = createDesiredState();

/** A desired state with a bucket and the given properties. */
export function createDesiredState(extraTags: Readonly<Record<string, unknown>> = {}): DesiredState {
  return parseDesiredState(withBucket(extraTags), {});
}

export type CallName =
  | 'create'
  | 'get'
  | 'list'
  | 'delete'
  | 'addTags'
  | 'removeTags'
  | 'describeResource'
  | 'describeStack'
  | 'listEvents'
  | 'findBucket'
  | 'listUsing'
  | 'isLive'
  | 'getChannel'
  | 'setRecording';

/** Replaces a call; `proceed` carries out the original call. */
export type CallOverride = (proceed: () => unknown) => unknown;

/** The call fails with this error. */
export const failWith =
  (kind: AwsCallErrorKind, message = 'said the service'): CallOverride =>
  () => {
    throw new AwsCallError(kind, 'ivs:Action', message);
  };

/** The call takes effect, and its response is lost. */
export const withLostResponse: CallOverride = (proceed) => {
  proceed();
  throw new AwsCallError('ServiceUnavailable', 'ivs:Action', 'socket hang up');
};

export interface RecordedCall {
  readonly site: CallName;
  /** Milliseconds since the operation began. */
  readonly at: number;
}

/** The state of a response that records every physical id. */
export function recordPhysicalIds(physicalIds: (string | undefined)[]): ResponseState {
  return {
    afterResponse: undefined,
    get physicalId() {
      return physicalIds.at(-1);
    },
    set physicalId(id) {
      physicalIds.push(id);
    },
  };
}

/** How long ago the stack began the operation under test, and ended the one before. */
const BEGUN_MS_AGO = 1_000;
const ENDED_MS_AGO = 3_600_000;

/** The reason that CloudFormation shows after a FAILED response. */
export const FAILED_RESPONSE = 'Received response status [FAILED] from custom resource. Message returned: no';

/** One operation under test, with an in-memory IVS account and virtual time; random values are 0.5. */
export class TestContext {
  readonly clock = new VirtualClock();
  readonly account: IvsAccount;
  readonly calls: RecordedCall[] = [];
  /** The physical ids that a FAILED response would have had; undefined for the placeholder. */
  readonly physicalIds: (string | undefined)[] = [];
  readonly response: ResponseState = recordPhysicalIds(this.physicalIds);
  readonly logs: { readonly message: string; readonly details: unknown }[] = [];
  readonly context: RequestContext;
  /** What CloudFormation shows. */
  readonly records: StackRecords;
  /** The live channels. */
  readonly live = new Set<string>();
  /** The number of channels or configurations on a page. */
  pageSize = 100;
  bucket: BucketStatus = { kind: 'found', isEncryptionKnown: true };
  readonly #overrides = new Map<CallName, CallOverride[]>();
  /** How long ago the recorded event happened. */
  #agoMs = 0;

  constructor(
    kind: RequestContext['kind'] = 'Create',
    { workMs = 600_000, wholeMs = 880_000, ...account }: IvsAccountOptions & { workMs?: number; wholeMs?: number } = {},
  ) {
    const startedAt = this.clock.now();
    this.account = new IvsAccount({ clock: this.clock, ...account });
    this.records = new StackRecords({ now: () => this.clock.now() - this.#agoMs });
    this.#beginStack(kind);
    const stacks = createRecordedStacks(this.records);
    const call = async <Result>(site: CallName, effect: () => Result | Promise<Result>): Promise<Result> => {
      this.calls.push({ site, at: Math.round(this.clock.now() - startedAt) });
      // A call is asynchronous.
      await Promise.resolve();
      const override = this.#overrides.get(site)?.shift();
      try {
        return (await (override === undefined ? effect() : override(effect))) as Result;
      } catch (error) {
        if (!(error instanceof IvsError)) throw error;
        const kind = error.status === 409 ? 'ResourceConflict' : error.status === 404 ? 'NotFound' : 'InvalidRequest';
        throw new AwsCallError(kind, `ivs:${site}`, error.message);
      }
    };
    const record = (message: string, details?: unknown): void => {
      this.logs.push({ message, details });
    };
    const cleanupDeadline = startDeadline(this.clock, wholeMs);
    const { account: ivs } = this;
    const exists = (arn: string): boolean => ivs.recordingConfigurations().some((other) => other.arn === arn);
    this.context = {
      kind,
      owner: OWNER,
      requestId: 'request-1',
      startedAt,
      startedAtEpochMs: this.clock.epochMs(),
      progress: new Progress(kind, this.response),
      quota: { isThrottled: false },
      cloudFormation: { isUnreachable: false, hasNoDesiredState: false },
      cleanupDeadline,
      deadline: startDeadline(this.clock, workMs, cleanupDeadline),
      clock: this.clock,
      random: () => 0.5,
      region: 'us-east-1',
      defaultTags: undefined,
      allowsAdoption: true,
      log: { info: record, warn: record, error: record },
      configurations: {
        create: (settings, tags) =>
          call('create', () =>
            pick(ivs.createRecordingConfiguration({ ...toInput(settings), tags }).recordingConfiguration),
          ),
        get: (arn) =>
          call('get', (): DescribedRecordingConfiguration | undefined => {
            if (!exists(arn)) return undefined;
            const { recordingConfiguration } = ivs.getRecordingConfiguration({ arn });
            const settings = fromResponse(recordingConfiguration);
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
        describeResource: (...args) => call('describeResource', () => stacks.describeResource(...args)),
        describeStack: (...args) => call<Stack | undefined>('describeStack', () => stacks.describeStack(...args)),
        listEvents: (...args) => call<StackEventPage>('listEvents', () => stacks.listEvents(...args)),
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
      buckets: { inspect: () => call('findBucket', () => this.bucket) },
    };
  }

  /** Overrides the next calls of a kind, in order; later calls are not overridden. */
  onNext(site: CallName, ...overrides: readonly CallOverride[]): void {
    this.#overrides.set(site, [...(this.#overrides.get(site) ?? []), ...overrides]);
  }

  /** The times of the calls of a kind. */
  timesOf(site: CallName): readonly number[] {
    return this.calls.filter((call) => call.site === site).map(({ at }) => at);
  }

  /** The ARNs of all configurations. */
  get arns(): readonly string[] {
    return this.account.recordingConfigurations().map(({ arn }) => arn);
  }

  /** The record of the resource, which CloudFormation may change without an event. */
  get resource(): StackResource | 'absent' {
    const resource = this.records.resource(OWNER.stackId, OWNER.logicalId);
    return resource === 'no-stack' ? 'absent' : resource;
  }
  set resource(resource: StackResource | 'absent') {
    this.records.setResource(OWNER.stackId, OWNER.logicalId, resource);
  }

  get stackStatus(): string {
    return this.records.stack(OWNER.stackId)?.status ?? '';
  }
  /** Sets the status of the stack, and adds its event. */
  set stackStatus(status: string) {
    this.records.setStackStatus(OWNER.stackId, status);
  }

  /** Sets the record to the start of the operation, and adds its event. */
  recordStart(physicalId: string, properties: unknown = withBucket()): void {
    this.recordEvent(`${this.context.kind.toUpperCase()}_IN_PROGRESS`, physicalId, properties);
  }

  /** Adds an event of the resource, and sets the record to match. */
  recordEvent(status: string, physicalId: string, properties?: unknown, { agoMs = 0, reason = '' } = {}): void {
    this.#agoMs = agoMs;
    this.records.recordEvent(OWNER.stackId, OWNER.logicalId, { status, physicalId }, properties, reason);
    this.#agoMs = 0;
    this.resource = { status, physicalId };
  }

  /**
   * Creates a configuration of the owner, with the settings of a desired state.
   *
   * @param origin - an earlier request, which has just created it
   */
  addConfiguration(
    desired = DESIRED_STATE,
    tags: Readonly<Record<string, string>> = {},
    origin: Origin = { requestId: 'request-0', createdAt: this.clock.epochMs(), isFound: false },
  ): RecordingConfiguration {
    const input = {
      ...toInput(desired.settings),
      tags: {
        ...desired.tags,
        ...toOwnerTags(OWNER, desired.settingsHash),
        ...toOriginTag(origin),
        ...tags,
      },
    };
    return pick(this.account.createRecordingConfiguration(input).recordingConfiguration);
  }

  /** As {@link addConfiguration}, long before the current operation: retained when it was replaced. */
  addRetainedConfiguration(
    desired = DESIRED_STATE,
    tags: Readonly<Record<string, string>> = {},
  ): RecordingConfiguration {
    const createdAt = this.clock.epochMs() - 2 * ENDED_MS_AGO;
    return this.addConfiguration(desired, tags, { requestId: 'request-long-ago', createdAt, isFound: false });
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await this.clock.sleep(ms);
  }

  /** A previous operation created the resource, unless this operation is a Create. */
  #beginStack(kind: RequestContext['kind']): void {
    this.#agoMs = ENDED_MS_AGO;
    this.records.createStack(OWNER.stackId);
    if (kind !== 'Create') this.stackStatus = 'CREATE_COMPLETE';
    this.#agoMs = BEGUN_MS_AGO;
    const status = `${kind.toUpperCase()}_IN_PROGRESS`;
    this.stackStatus = status;
    if (kind === 'Create')
      this.records.recordEvent(OWNER.stackId, OWNER.logicalId, { status, physicalId: '' }, withBucket());
    this.#agoMs = 0;
    this.resource = { status, physicalId: '' };
  }
}

/** The error of a call that must not succeed. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call succeeded, expected an error.');
}

/** The matcher of a ResourceError with this code and these values. */
export function resourceError<Code extends MessageCode>(code: Code, values: MessageValues<Code>): object {
  return { name: 'ResourceError', code, message: formatMessage(code, values) };
}

function pick({ arn, state, tags }: RecordingConfiguration): RecordingConfiguration {
  return { arn, state, tags: { ...tags } };
}

function toInput(settings: RecordingSettings): Parameters<IvsAccount['createRecordingConfiguration']>[0] {
  return JSON.parse(JSON.stringify(toRequest(settings))) as Parameters<IvsAccount['createRecordingConfiguration']>[0];
}
