import { IvsAccount, type IvsAccountOptions } from '../../local/ivs/account';
import { startIvsServer, type IvsServer, type IvsServerOptions } from '../../local/ivs/server';
import type { BucketFinding, Buckets } from '../../lambda/aws/buckets';
import { createIvsClient } from '../../lambda/aws/clients';
import { createIvsChannels } from '../../lambda/aws/ivs-channels';
import { createIvsRecordingConfigurations } from '../../lambda/aws/ivs-recording-configurations';
import type { StackResource, Stacks } from '../../lambda/aws/stacks';
import { createHandler } from '../../lambda/protocol/handler';
import { serveRecording } from '../../lambda/recording/serve';
import { stringifyScalars } from './properties';
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

export interface WorldOptions {
  readonly account?: IvsAccountOptions;
  readonly server?: Pick<IvsServerOptions, 'authorize' | 'quotas'>;
  readonly defaultTags?: string;
  readonly allowsAdoption?: boolean;
  /** What a look at the bucket shows. */
  readonly bucket?: BucketFinding;
}

/** The handler with the real SDK and a real IVS server, in virtual time; CloudFormation's side is a record. */
export interface World {
  readonly server: IvsServer;
  readonly account: IvsAccount;
  readonly clock: VirtualClock;
  /** What CloudFormation says of each logical id. */
  readonly resources: Map<string, StackResource>;
  /** The properties that CloudFormation brings each logical id to. */
  readonly goals: Map<string, unknown>;
  stackStatus: string;
  /** Whether an operation of the stack has ended well since the resource was created. */
  isCreationFinal: boolean;
  readonly logs: { level: string; message: string; details: unknown }[];
  /** Sends one event, and gives the answer. */
  send(event: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): Promise<void>;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const clock = new VirtualClock();
  const account = new IvsAccount({ clock, ...options.account });
  const server = await startIvsServer({ clock, account, ...options.server });
  process.env.AWS_ENDPOINT_URL_IVS = server.endpoint;
  const client = createIvsClient();
  const resources = new Map<string, StackResource>();
  const logs: World['logs'] = [];
  const record =
    (level: string) =>
    (message: string, details?: unknown): void => {
      logs.push({ level, message, details });
    };
  const stacks: Stacks = {
    describeResource: (_stackId, logicalId) => Promise.resolve(resources.get(logicalId)),
    isCreationFinal: () => Promise.resolve(world.isCreationFinal),
    describeStatus: () => Promise.resolve(world.stackStatus),
    describeGoal: (_stackId, logicalId) => Promise.resolve(world.goals.get(logicalId)),
  };
  const buckets: Buckets = {
    find: () => Promise.resolve(options.bucket ?? { kind: 'found', isEncryptionKnown: true }),
  };
  const tools = {
    configurations: clock.trackCalls(createIvsRecordingConfigurations(client)),
    channels: clock.trackCalls(createIvsChannels(client)),
    stacks,
    buckets,
    clock,
    random: Math.random,
    log: { info: record('info'), warn: record('warn'), error: record('error') },
    region: 'us-east-1',
    defaultTags: options.defaultTags,
    allowsAdoption: options.allowsAdoption ?? true,
  };
  const world: World = {
    server,
    account,
    clock,
    resources,
    goals: new Map(),
    stackStatus: 'UPDATE_IN_PROGRESS',
    isCreationFinal: true,
    logs,
    send: async (event) => {
      const endsAt = clock.now() + 900_000;
      const bodies: string[] = [];
      const handler = createHandler({
        ...tools,
        put: (_url, body) => {
          bodies.push(body);
          return Promise.resolve(200);
        },
        serve: (request, invocation) => serveRecording(tools, request, invocation),
      });
      await handler(event, { getRemainingTimeInMillis: () => endsAt - clock.now() });
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

/** One resource of one stack, as CloudFormation treats it: sets the status, sends the event, records the answer. */
export class StackedResource {
  physicalId: string | undefined;
  /** The last event that was sent, to deliver it again. */
  lastEvent: Readonly<Record<string, unknown>> = {};
  #properties: unknown;

  constructor(
    readonly world: World,
    readonly logicalId = 'Recording',
    readonly stackId = STACK_ID,
  ) {}

  async create(properties: unknown): Promise<Answer> {
    this.world.resources.set(this.logicalId, { status: 'CREATE_IN_PROGRESS', physicalId: undefined });
    this.world.goals.set(this.logicalId, properties);
    const answer = await this.world.send(this.event('Create', { ResourceProperties: stringifyScalars(properties) }));
    this.#record(answer, properties, 'CREATE');
    return answer;
  }

  /** The update's own event; the clean-up of a replaced configuration is {@link deleteReplaced}. */
  async update(properties: unknown): Promise<Answer> {
    this.world.resources.set(this.logicalId, { status: 'UPDATE_IN_PROGRESS', physicalId: this.physicalId });
    this.world.goals.set(this.logicalId, properties);
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

  /** The roll-back of an update that failed: the old properties are those that were not reached. */
  async rollBack(failed: unknown): Promise<Answer> {
    const properties = this.#properties;
    this.#properties = failed;
    this.world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    return this.update(properties);
  }

  async deleteReplaced(physicalId: string, properties: unknown): Promise<Answer> {
    return this.world.send(
      this.event('Delete', { PhysicalResourceId: physicalId, ResourceProperties: stringifyScalars(properties) }),
    );
  }

  async delete(): Promise<Answer> {
    this.world.resources.set(this.logicalId, { status: 'DELETE_IN_PROGRESS', physicalId: this.physicalId });
    const answer = await this.world.send(
      this.event('Delete', {
        PhysicalResourceId: this.physicalId,
        ResourceProperties: stringifyScalars(this.#properties),
      }),
    );
    const status = answer.Status === 'SUCCESS' ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
    this.world.resources.set(this.logicalId, { status, physicalId: this.physicalId });
    return answer;
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

  #record(answer: Answer, properties: unknown, operation: 'CREATE' | 'UPDATE'): void {
    const succeeded = answer.Status === 'SUCCESS';
    if (succeeded || operation === 'CREATE') {
      this.physicalId = answer.PhysicalResourceId;
      this.#properties = properties;
    }
    const status = `${operation}_${succeeded ? 'COMPLETE' : 'FAILED'}`;
    this.world.resources.set(this.logicalId, { status, physicalId: this.physicalId });
  }
}
