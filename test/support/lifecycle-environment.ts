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
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/response?X-Amz-Signature=5ecre7';

/** A response as CloudFormation parses it. */
export interface CloudFormationResponse {
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
  /** The result of a bucket inspection. */
  readonly bucket?: BucketStatus;
  /** Wraps the calls to a service. Default: no wrapper. */
  readonly observe?: <Port extends object>(port: Port) => Port;
  /** Default: Math.random. */
  readonly random?: () => number;
}

/** The handler with the real SDK and an IVS server in virtual time; records simulate CloudFormation. */
export interface TestEnvironment {
  readonly server: IvsServer;
  readonly account: IvsAccount;
  readonly clock: VirtualClock;
  /** The stacks, resources and events that CloudFormation shows. */
  readonly records: StackRecords;
  readonly logs: { level: string; message: string; details: unknown }[];
  /** The number of events in progress. */
  eventsInProgress: number;
  /** Sends one event and returns the response. `onResponse` receives it before the function ends. */
  send(
    event: Readonly<Record<string, unknown>>,
    onResponse?: (response: CloudFormationResponse) => void,
  ): Promise<CloudFormationResponse>;
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
  const { observe = <Port>(port: Port): Port => port, random = Math.random } = options;
  const buckets: Buckets = {
    inspect: () => Promise.resolve(options.bucket ?? { kind: 'found', isEncryptionKnown: true }),
  };
  const tools = {
    configurations: observe(clock.trackCalls(createIvsRecordingConfigurations(client))),
    channels: observe(clock.trackCalls(createIvsChannels(client))),
    stacks: observe(createRecordedStacks(records)),
    buckets,
    clock,
    random,
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
    eventsInProgress: 0,
    send: async (event, onResponse) => {
      const endsAt = clock.now() + 900_000;
      const responses: CloudFormationResponse[] = [];
      const handler = createHandler({
        ...tools,
        put: (_url, body) => {
          const response = JSON.parse(body) as CloudFormationResponse;
          responses.push(response);
          onResponse?.(response);
          return Promise.resolve(200);
        },
        handle: (request, invocation) => handleRequest(tools, request, invocation),
      });
      world.eventsInProgress += 1;
      await handler(event, { getRemainingTimeInMillis: () => endsAt - clock.now() });
      world.eventsInProgress -= 1;
      const [response, ...more] = responses;
      if (response === undefined || more.length > 0) throw new Error(`Expected one response, got ${responses.length}`);
      return response;
    },
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
  return world;
}

let requests = 0;

/** Time between two operations of a stack, and between the last create of an operation and its end. */
const PAUSE_MS = 1_000;

/** The end status of a stack operation, if not UPDATE_COMPLETE. */
const ENDS: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: 'CREATE_COMPLETE',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK_COMPLETE',
  UPDATE_ROLLBACK_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
  DELETE_IN_PROGRESS: 'DELETE_FAILED',
};

/**
 * One resource of one stack, as CloudFormation handles it: sets the record, sends the event, records the response, and
 * adds the events. An operation of the stack is committed when the next one begins, unless the stack rolls back.
 */
export class StackedResource {
  physicalId = '';
  /** The last event that was sent, for a redelivery. */
  lastEvent: Readonly<Record<string, unknown>> = {};
  #properties: unknown;
  #isFailed = false;

  constructor(
    readonly world: TestEnvironment,
    readonly logicalId = 'Recording',
    readonly stackId = STACK_ID,
    readonly rootId = stackId,
  ) {}

  async create(properties: unknown): Promise<CloudFormationResponse> {
    const pause = this.#beginOperation('CREATE_IN_PROGRESS');
    if (pause !== undefined) await pause;
    this.recordEvent('CREATE_IN_PROGRESS', '', properties);
    const event = this.event('Create', { ResourceProperties: stringifyScalars(properties) });
    return this.world.send(event, (response) => {
      this.#record(response, properties, 'CREATE');
    });
  }

  /** Sends the update; the cleanup of a replaced configuration is {@link deleteReplaced}. */
  async update(properties: unknown): Promise<CloudFormationResponse> {
    const pause = this.#beginOperation('UPDATE_IN_PROGRESS');
    if (pause !== undefined) await pause;
    return this.#update(properties);
  }

  /** Rolls back a failed update: its old properties are those of the failed update. */
  async rollBack(failed: unknown): Promise<CloudFormationResponse> {
    const properties = this.#properties;
    this.#properties = failed;
    return this.rollBackTo(properties);
  }

  /** Rolls back a successful update, after a failure of another resource. */
  async rollBackTo(properties: unknown): Promise<CloudFormationResponse> {
    this.setStackStatus('UPDATE_ROLLBACK_IN_PROGRESS');
    return this.#update(properties);
  }

  /** Deletes the configuration that an update or a rollback replaced. */
  async deleteReplaced(physicalId: string, properties: unknown): Promise<CloudFormationResponse> {
    this.enterCleanup();
    this.world.records.recordEvent(this.stackId, this.logicalId, { status: 'DELETE_IN_PROGRESS', physicalId });
    return this.world.send(
      this.event('Delete', { PhysicalResourceId: physicalId, ResourceProperties: stringifyScalars(properties) }),
    );
  }

  /** Deletes the resource: a rollback of its Create if that failed. */
  async delete(): Promise<CloudFormationResponse> {
    if (this.#isFailed) this.setStackStatus('ROLLBACK_IN_PROGRESS');
    const pause = this.#beginOperation('DELETE_IN_PROGRESS');
    if (pause !== undefined) await pause;
    return this.#delete();
  }

  /** Rolls back the Create of the resource. */
  async rollBackCreation(): Promise<CloudFormationResponse> {
    this.setStackStatus('ROLLBACK_IN_PROGRESS');
    return this.#delete();
  }

  /** Cancels the Create: CloudFormation ignores the response and invents a physical id. */
  cancel(physicalId: string): void {
    this.physicalId = physicalId;
    this.#isFailed = true;
    this.recordEvent('CREATE_FAILED', physicalId, undefined, 'Resource creation cancelled');
  }

  /** A stack refactoring: the resource gets another logical id, or moves to another stack, without an event. */
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

  /** Removes the resource from the template with DeletionPolicy: Retain. */
  async retain(): Promise<void> {
    await this.#beginOperation('UPDATE_IN_PROGRESS');
    this.enterCleanup();
    this.recordEvent('DELETE_SKIPPED', this.physicalId);
  }

  /** Adds an event of the resource, and sets the record to match. */
  recordEvent(status: string, physicalId: string, properties?: unknown, reason = ''): void {
    const { records } = this.world;
    if (records.stack(this.stackId) === undefined) this.setStackStatus('CREATE_IN_PROGRESS');
    records.recordEvent(this.stackId, this.logicalId, { status, physicalId }, properties, reason);
    records.setResource(this.stackId, this.logicalId, { status, physicalId });
  }

  /** Sets the status of the stack and of its root stack. */
  setStackStatus(status: string): void {
    const { records } = this.world;
    for (const id of new Set([this.rootId, this.stackId])) {
      if (records.stack(id) === undefined) records.createStack(id, this.rootId);
      if (records.stack(id)?.status !== status) records.setStackStatus(id, status);
    }
  }

  /** Begins the cleanup of the operation. */
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

  /** Returns undefined if this is the stack's first operation, or if it is in progress: then there is no pause. */
  #beginOperation(status: string): Promise<void> | undefined {
    if (this.#status === '') {
      this.setStackStatus(status);
      return undefined;
    }
    // Several resources can be in progress in one operation.
    if (this.world.eventsInProgress > 0) return undefined;
    return this.#endAndBegin(status);
  }

  async #endAndBegin(status: string): Promise<void> {
    const { clock } = this.world;
    await clock.sleep(PAUSE_MS);
    this.setStackStatus(ENDS[this.#status] ?? 'UPDATE_COMPLETE');
    await clock.sleep(PAUSE_MS);
    this.setStackStatus(status === 'CREATE_IN_PROGRESS' ? 'UPDATE_IN_PROGRESS' : status);
  }

  async #update(properties: unknown): Promise<CloudFormationResponse> {
    this.recordEvent('UPDATE_IN_PROGRESS', this.physicalId, properties);
    const event = this.event('Update', {
      PhysicalResourceId: this.physicalId,
      ResourceProperties: stringifyScalars(properties),
      OldResourceProperties: stringifyScalars(this.#properties),
    });
    return this.world.send(event, (response) => {
      this.#record(response, properties, 'UPDATE');
    });
  }

  async #delete(): Promise<CloudFormationResponse> {
    this.recordEvent('DELETE_IN_PROGRESS', this.physicalId);
    const response = await this.world.send(
      this.event('Delete', {
        PhysicalResourceId: this.physicalId,
        ResourceProperties: stringifyScalars(this.#properties),
      }),
    );
    const status = response.Status === 'SUCCESS' ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
    this.recordEvent(status, this.physicalId, undefined, toReason(response));
    return response;
  }

  #record(response: CloudFormationResponse, properties: unknown, operation: 'CREATE' | 'UPDATE'): void {
    const succeeded = response.Status === 'SUCCESS';
    if (succeeded || operation === 'CREATE') {
      this.physicalId = response.PhysicalResourceId;
      this.#properties = properties;
    }
    this.#isFailed = operation === 'CREATE' && !succeeded;
    this.recordEvent(
      `${operation}_${succeeded ? 'COMPLETE' : 'FAILED'}`,
      this.physicalId,
      undefined,
      toReason(response),
    );
  }
}

/** The status reason that CloudFormation shows for a resource after a response. */
function toReason({ Status, Reason = '' }: CloudFormationResponse): string {
  return Status === 'SUCCESS'
    ? ''
    : `Received response status [FAILED] from custom resource. Message returned: ${Reason}`;
}
