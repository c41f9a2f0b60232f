import { IvsAccount, type IvsAccountOptions } from '../../tools/emulator/ivs/account';
import { startIvsServer, type IvsServer, type IvsServerOptions } from '../../tools/emulator/ivs/server';
import type { BucketStatus, Buckets } from '../../lambda/aws/buckets';
import { createIvsClient } from '../../lambda/aws/clients';
import { createIvsChannels } from '../../lambda/aws/ivs-channels';
import { createIvsRecordingConfigurations } from '../../lambda/aws/ivs-recording-configurations';
import { createHandler } from '../../lambda/custom-resource/handler';
import { handleRequest } from '../../lambda/recording-configuration/handle-request';
import { StackRecords } from '../invariants/stack-records';
import { stringifyScalars } from './properties';
import { createRecordedStacks } from './recorded-stacks';
import { VirtualClock } from './virtual-clock';

export { withBucket } from './properties';

export const STACK_ID =
  'arn:aws:cloudformation:us-east-1:123456789012:stack/video/5a6b7c80-1111-2222-3333-444455556666';
export const RESPONSE_URL =
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/answer?X-Amz-Signature=5ecre7';

/** An answer as CloudFormation reads it. */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

export interface TestEnvironmentOptions {
  readonly account?: IvsAccountOptions;
  readonly server?: Pick<IvsServerOptions, 'authorize' | 'quotas'>;
  readonly defaultTags?: string;
  readonly allowsAdoption?: boolean;
  /** What a look at the bucket shows. */
  readonly bucket?: BucketStatus;
}

/** The handler with the real SDK and a real IVS server, in virtual time; CloudFormation's side are records. */
export interface TestEnvironment {
  readonly server: IvsServer;
  readonly account: IvsAccount;
  readonly clock: VirtualClock;
  /** What CloudFormation shows of stacks, their resources and events. */
  readonly records: StackRecords;
  readonly logs: { level: string; message: string; details: unknown }[];
  /** How many events are being served. */
  underWay: number;
  /** Sends one event, and gives the answer. */
  send(event: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): Promise<void>;
}

export async function startTestEnvironment(options: TestEnvironmentOptions = {}): Promise<TestEnvironment> {
  const clock = new VirtualClock();
  const account = new IvsAccount({ clock, ...options.account });
  const server = await startIvsServer({ clock, account, ...options.server });
  process.env.AWS_ENDPOINT_URL_IVS = server.endpoint;
  const client = createIvsClient();
  const records = new StackRecords(clock);
  const logs: TestEnvironment['logs'] = [];
  const record =
    (level: string) =>
    (message: string, details?: unknown): void => {
      logs.push({ level, message, details });
    };
  const buckets: Buckets = {
    inspect: () => Promise.resolve(options.bucket ?? { kind: 'found', isEncryptionKnown: true }),
  };
  const tools = {
    configurations: clock.trackCalls(createIvsRecordingConfigurations(client)),
    channels: clock.trackCalls(createIvsChannels(client)),
    stacks: createRecordedStacks(records),
    buckets,
    clock,
    random: Math.random,
    log: { info: record('info'), warn: record('warn'), error: record('error') },
    region: 'us-east-1',
    defaultTags: options.defaultTags,
    allowsAdoption: options.allowsAdoption ?? true,
  };
  const world: TestEnvironment = {
    server,
    account,
    clock,
    records,
    logs,
    underWay: 0,
    send: async (event) => {
      const endsAt = clock.now() + 900_000;
      const bodies: string[] = [];
      const handler = createHandler({
        ...tools,
        put: (_url, body) => {
          bodies.push(body);
          return Promise.resolve(200);
        },
        handle: (request, invocation) => handleRequest(tools, request, invocation),
      });
      world.underWay += 1;
      await handler(event, { getRemainingTimeInMillis: () => endsAt - clock.now() });
      world.underWay -= 1;
      const [body, ...more] = bodies;
      if (body === undefined || more.length > 0) throw new Error(`Expected one answer, got ${bodies.length}`);
      return JSON.parse(body) as Answer;
    },
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
  return world;
}

let requests = 0;

/** Between two operations of a stack, and between the end of one and what was made last in it, time passes. */
const PAUSE_MS = 1_000;

/** How an operation of a stack ends, where not with UPDATE_COMPLETE. */
const ENDS: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: 'CREATE_COMPLETE',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK_COMPLETE',
  UPDATE_ROLLBACK_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  DELETE_IN_PROGRESS: 'DELETE_FAILED',
};

/**
 * One resource of one stack, as CloudFormation treats it: sets the record, sends the event, records the answer, and shows
 * events of all that. An operation of the stack ends well when the next one begins, unless the stack rolls back.
 */
export class StackedResource {
  physicalId = '';
  /** The last event that was sent, to deliver it again. */
  lastEvent: Readonly<Record<string, unknown>> = {};
  #properties: unknown;
  #isFailed = false;

  constructor(
    readonly world: TestEnvironment,
    readonly logicalId = 'Recording',
    readonly stackId = STACK_ID,
    readonly rootId = stackId,
  ) {}

  async create(properties: unknown): Promise<Answer> {
    const pause = this.#beginOperation('CREATE_IN_PROGRESS');
    if (pause !== undefined) await pause;
    this.recordEvent('CREATE_IN_PROGRESS', '', properties);
    const answer = await this.world.send(this.event('Create', { ResourceProperties: stringifyScalars(properties) }));
    this.#record(answer, properties, 'CREATE');
    return answer;
  }

  /** The update's own event; the cleanup of a replaced configuration is {@link deleteReplaced}. */
  async update(properties: unknown): Promise<Answer> {
    const pause = this.#beginOperation('UPDATE_IN_PROGRESS');
    if (pause !== undefined) await pause;
    return this.#update(properties);
  }

  /** The rollback of an update that failed: the old properties are those that were not reached. */
  async rollBack(failed: unknown): Promise<Answer> {
    const properties = this.#properties;
    this.#properties = failed;
    return this.rollBackTo(properties);
  }

  /** The rollback of an update that succeeded, where another resource failed. */
  async rollBackTo(properties: unknown): Promise<Answer> {
    this.setStackStatus('UPDATE_ROLLBACK_IN_PROGRESS');
    return this.#update(properties);
  }

  /** The deletion of what was replaced, or of what a rollback replaced. */
  async deleteReplaced(physicalId: string, properties: unknown): Promise<Answer> {
    this.enterCleanup();
    this.world.records.recordEvent(this.stackId, this.logicalId, { status: 'DELETE_IN_PROGRESS', physicalId });
    return this.world.send(
      this.event('Delete', { PhysicalResourceId: physicalId, ResourceProperties: stringifyScalars(properties) }),
    );
  }

  /** The deletion of the resource: the rollback of its creation where that failed. */
  async delete(): Promise<Answer> {
    if (this.#isFailed) this.setStackStatus('ROLLBACK_IN_PROGRESS');
    const pause = this.#beginOperation('DELETE_IN_PROGRESS');
    if (pause !== undefined) await pause;
    return this.#delete();
  }

  /** The rollback of the creation of the resource. */
  async rollBackCreation(): Promise<Answer> {
    this.setStackStatus('ROLLBACK_IN_PROGRESS');
    return this.#delete();
  }

  /** The creation does not count as ended by its answer: CloudFormation canceled it, and invented an id. */
  cancel(physicalId: string): void {
    this.physicalId = physicalId;
    this.#isFailed = true;
    this.recordEvent('CREATE_FAILED', physicalId, undefined, 'Resource creation cancelled');
  }

  /** A stack refactoring: the resource gets another logical id, or moves to another stack. There is no event of that. */
  refactor(logicalId: string, stackId = this.stackId): StackedResource {
    const { records } = this.world;
    records.setResource(this.stackId, this.logicalId, 'absent');
    const moved = new StackedResource(this.world, logicalId, stackId);
    moved.physicalId = this.physicalId;
    moved.#properties = this.#properties;
    if (records.stack(stackId) === undefined) records.createStack(stackId);
    records.setResource(stackId, logicalId, { status: 'UPDATE_COMPLETE', physicalId: this.physicalId });
    return moved;
  }

  /** The resource is taken out of the template under DeletionPolicy: Retain. */
  async retain(): Promise<void> {
    await this.#beginOperation('UPDATE_IN_PROGRESS');
    this.enterCleanup();
    this.recordEvent('DELETE_SKIPPED', this.physicalId);
  }

  /** CloudFormation shows an event of the resource, and a record to match. */
  recordEvent(status: string, physicalId: string, properties?: unknown, reason = ''): void {
    const { records } = this.world;
    if (records.stack(this.stackId) === undefined) this.setStackStatus('CREATE_IN_PROGRESS');
    records.recordEvent(this.stackId, this.logicalId, { status, physicalId }, properties, reason);
    records.setResource(this.stackId, this.logicalId, { status, physicalId });
  }

  /** The stack enters a state, and its root stack, too. */
  setStackStatus(status: string): void {
    const { records } = this.world;
    for (const id of new Set([this.rootId, this.stackId])) {
      if (records.stack(id) === undefined) records.createStack(id, this.rootId);
      if (records.stack(id)?.status !== status) records.setStackStatus(id, status);
    }
  }

  /** What was replaced is deleted from now on. */
  enterCleanup(): void {
    const isRollback = this.#status.includes('ROLLBACK');
    this.setStackStatus(
      isRollback ? 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS' : 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    );
  }

  event(type: string, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    requests += 1;
    this.lastEvent = {
      RequestType: type,
      ResponseURL: RESPONSE_URL,
      StackId: this.stackId,
      RequestId: `request-${requests}`,
      ResourceType: 'Custom::IVSRecordingConfiguration',
      LogicalResourceId: this.logicalId,
      ...fields,
    };
    return this.lastEvent;
  }

  get #status(): string {
    return this.world.records.stack(this.stackId)?.status ?? '';
  }

  /** Undefined where the stack has done nothing before, or does it still: then nothing is to be waited for. */
  #beginOperation(status: string): Promise<void> | undefined {
    if (this.#status === '') {
      this.setStackStatus(status);
      return undefined;
    }
    // Several resources may be at work in one operation.
    if (this.world.underWay > 0) return undefined;
    return this.#endAndBegin(status);
  }

  async #endAndBegin(status: string): Promise<void> {
    const { clock } = this.world;
    await clock.sleep(PAUSE_MS);
    this.setStackStatus(ENDS[this.#status] ?? 'UPDATE_COMPLETE');
    await clock.sleep(PAUSE_MS);
    this.setStackStatus(status === 'CREATE_IN_PROGRESS' ? 'UPDATE_IN_PROGRESS' : status);
  }

  async #update(properties: unknown): Promise<Answer> {
    this.recordEvent('UPDATE_IN_PROGRESS', this.physicalId, properties);
    const answer = await this.world.send(
      this.event('Update', {
        PhysicalResourceId: this.physicalId,
        ResourceProperties: stringifyScalars(properties),
        OldResourceProperties: stringifyScalars(this.#properties),
      }),
    );
    this.#record(answer, properties, 'UPDATE');
    return answer;
  }

  async #delete(): Promise<Answer> {
    this.recordEvent('DELETE_IN_PROGRESS', this.physicalId);
    const answer = await this.world.send(
      this.event('Delete', {
        PhysicalResourceId: this.physicalId,
        ResourceProperties: stringifyScalars(this.#properties),
      }),
    );
    const status = answer.Status === 'SUCCESS' ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
    this.recordEvent(status, this.physicalId, undefined, toReason(answer));
    return answer;
  }

  #record(answer: Answer, properties: unknown, operation: 'CREATE' | 'UPDATE'): void {
    const succeeded = answer.Status === 'SUCCESS';
    if (succeeded || operation === 'CREATE') {
      this.physicalId = answer.PhysicalResourceId;
      this.#properties = properties;
    }
    this.#isFailed = operation === 'CREATE' && !succeeded;
    this.recordEvent(`${operation}_${succeeded ? 'COMPLETE' : 'FAILED'}`, this.physicalId, undefined, toReason(answer));
  }
}

/** The reason that CloudFormation gives for the state of a resource after an answer. */
function toReason({ Status, Reason = '' }: Answer): string {
  return Status === 'SUCCESS'
    ? ''
    : `Received response status [FAILED] from custom resource. Message returned: ${Reason}`;
}
