import { AsyncLocalStorage } from 'node:async_hooks';
import { createSeededIds } from '../../emulator/ivs/id-source';
import {
  startTestEnvironment,
  type CloudFormationResponse,
  type TestEnvironment,
} from '../../../test/support/lifecycle-environment';

/** A message between CloudFormation, an invocation of the function and IVS. */
export interface Message {
  /** Milliseconds since the first message, in virtual time. */
  readonly at: number;
  /** The number of the invocation, from 0; undefined for a note. */
  readonly invocation: number | undefined;
  readonly kind: 'event' | 'response' | 'stack' | 'ivs' | 'note';
  /** The name of the event or of the operation. */
  readonly name: string;
  /** What was returned; for an event, what distinguishes it. */
  readonly result: string;
  /** Whether the response to a call was lost. */
  isLost?: boolean;
}

/** A race of CloudFormation, deliveries of events and IVS, as it ran. */
export interface RaceRecording {
  readonly messages: readonly Message[];
  /** The recording configurations in IVS at the end, with the number of their channels. */
  readonly left: readonly string[];
}

/** What a scenario uses to act as CloudFormation and Lambda. */
export interface Race {
  readonly world: TestEnvironment;
  /** Adds what happens at this moment. */
  readonly note: (text: string) => void;
  /** Forgets what was recorded so far. */
  readonly startRecording: () => void;
}

type Call = (...args: unknown[]) => Promise<unknown>;

/** The operations by the names of the function's ports. Those of recording configurations are shortened. */
const OPERATIONS: Readonly<Record<string, string>> = {
  create: 'Create',
  get: 'Get',
  list: 'List',
  delete: 'Delete',
  addTags: 'TagResource',
  removeTags: 'UntagResource',
  listUsing: 'ListChannels',
  isLive: 'GetStream',
  getRecordingConfiguration: 'GetChannel',
  setRecordingConfiguration: 'UpdateChannel',
  describeResource: 'DescribeStackResource',
  describeStack: 'DescribeStacks',
  listEvents: 'DescribeStackEvents',
};

/**
 * Runs a scenario with the function's handler, the emulator's IVS and a virtual clock, and records the messages. The same
 * scenario always gives the same recording.
 */
export async function recordRace(scenario: (race: Race) => Promise<void>): Promise<RaceRecording> {
  const messages: Message[] = [];
  const invocations = new AsyncLocalStorage<number>();
  const names = new Map<string, string>();
  let invoked = 0;
  /** Names configurations A, B and so on, in the order of their creation. */
  const shorten = (text: string): string =>
    text.replace(/arn:aws:ivs:\S*:recording-configuration\/\w+/g, (arn) => {
      if (!names.has(arn)) names.set(arn, String.fromCharCode(65 + names.size));
      return names.get(arn) ?? '';
    });
  const observe = <Port extends object>(port: Port): Port =>
    Object.fromEntries(
      (Object.entries(port) as [string, Call][]).map(([method, call]) => {
        const observed: Call = async (...args) => {
          const invocation = invocations.getStore();
          if (!(method in OPERATIONS) || invocation === undefined) return call(...args);
          const at = world.clock.now();
          const kind = /^describe|^listEvents/.test(method) ? 'stack' : 'ivs';
          const target = typeof args[0] === 'string' && kind === 'ivs' ? shorten(args[0]) : '';
          const name = target.length === 1 ? `${OPERATIONS[method]} ${target}` : (OPERATIONS[method] ?? method);
          const message: Message = { at, invocation, kind, name, result: '' };
          messages.push(message);
          const result = await call(...args).catch((error: unknown) => {
            message.isLost = true;
            throw error;
          });
          Object.assign(message, { result: shorten(describeResult(method, args, result)) });
          return result;
        };
        return [method, observed];
      }),
    ) as Port;
  const world = await startTestEnvironment({
    account: { ids: createSeededIds(1), timeToActiveMs: 3_000 },
    random: () => 0.5,
    observe,
  });
  const record = (kind: Message['kind'], invocation: number | undefined, name: string, result = ''): void => {
    messages.push({ at: world.clock.now(), invocation, kind, name, result });
  };
  const sent = new Set<unknown>();
  const send = world.send.bind(world);
  world.send = (event, onResponse) => {
    const invocation = invoked++;
    const { RequestType, RequestId, StackId, PhysicalResourceId } = event as Readonly<Record<string, string>>;
    const name = [RequestType, shorten(PhysicalResourceId ?? '')].join(' ').trim();
    const [phase = ''] = /CLEANUP|ROLLBACK(?!.*CLEANUP)/.exec(world.records.stack(StackId ?? '')?.status ?? '') ?? [];
    record('event', invocation, name, sent.has(RequestId) ? 'delivered again' : phase.toLowerCase());
    sent.add(RequestId);
    return invocations.run(invocation, () =>
      send(event, (response: CloudFormationResponse) => {
        const { Status, Reason = '', PhysicalResourceId } = response;
        const [code = ''] = Reason.split(':');
        record('response', invocation, Status, code === '' ? shorten(PhysicalResourceId) : code);
        onResponse?.(response);
      }),
    );
  };
  try {
    await scenario({
      world,
      note: (text) => {
        record('note', undefined, shorten(text));
      },
      startRecording: () => {
        messages.length = 0;
        invoked = 0;
      },
    });
    const [{ at: firstAt } = { at: 0 }] = messages;
    return {
      messages: messages.map((message) => ({ ...message, at: message.at - firstAt })),
      left: world.account.recordingConfigurations().map(({ arn }) => {
        const users = world.account.channels().filter((channel) => channel.recordingConfigurationArn === arn);
        return users.length === 0 ? shorten(arn) : `${shorten(arn)}, used by ${users.length} channels`;
      }),
    };
  } finally {
    await world.close();
  }
}

/** Describes the result of a call in a few words. */
function describeResult(method: string, args: readonly unknown[], result: unknown): string {
  const { configurations, arn, state, status, channels } = (result ?? {}) as {
    readonly configurations?: readonly { readonly arn: string }[];
    readonly arn?: string;
    readonly state?: string;
    readonly status?: string;
    readonly channels?: readonly unknown[];
  };
  if (configurations !== undefined) return configurations.map((each) => each.arn).join(', ') || 'none';
  if (channels !== undefined) return `${channels.length} channels`;
  if (method === 'create') return `${arn}, ${state}`;
  if (method === 'get') return state ?? 'not found';
  if (method === 'setRecordingConfiguration') return `uses ${String(args[1])}`;
  if (method === 'isLive') return result === true ? 'live' : 'not live';
  return status ?? (typeof result === 'string' ? `uses ${result}` : '');
}
