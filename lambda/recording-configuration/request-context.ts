import type { Buckets } from '../aws/buckets';
import type { Channels } from '../aws/channels';
import type { RecordingConfigurations } from '../aws/recording-configurations';
import type { Stacks } from '../aws/stacks';
import type { Log } from '../util/logger';
import type { Clock } from '../util/clock';
import type { Deadline } from '../util/deadline';
import type { Owner } from './ownership';
import type { Progress } from './progress';
import type { StackHistory } from './stack-history';

/** The services that the handlers use. */
export interface Dependencies {
  readonly configurations: RecordingConfigurations;
  readonly stacks: Stacks;
  readonly buckets: Buckets;
  readonly channels: Channels;
  readonly clock: Clock;
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly log: Log;
  /** The Region of the function and of the configurations. */
  readonly region: string;
  /** The provider's default tags as JSON. The tags of each configuration override them. */
  readonly defaultTags: string | undefined;
  /** Whether the provider allows adoption. */
  readonly allowsAdoption: boolean;
}

/** The context of one request. */
export interface RequestContext extends Dependencies {
  readonly kind: 'Create' | 'Update' | 'Delete';
  readonly owner: Owner;
  /** The same for every delivery of the request. */
  readonly requestId: string;
  readonly startedAt: number;
  /** The start in milliseconds since the epoch, to compare with CloudFormation's times. */
  readonly startedAtEpochMs: number;
  /** The end of the time that the template allows for waiting. */
  readonly deadline: Deadline;
  /** Set once a call was throttled. */
  readonly quota: { isThrottled: boolean };
  /** What is known of CloudFormation. The request waits for each only once. */
  readonly cloudFormation: {
    isUnreachable: boolean;
    /** Whether it does not show the desired state in a rollback. */
    hasNoDesiredState: boolean;
    /** Undefined until it is read. */
    history?: StackHistory | undefined;
  };
  readonly progress: Progress;
  /** The end of all available time. The time after `deadline` is reserved for cleanup. */
  readonly cleanupDeadline: Deadline;
}

/** Returns the context with all its time until one deadline. */
export function withDeadline(context: RequestContext, deadline: Deadline): RequestContext {
  return { ...context, deadline, cleanupDeadline: deadline };
}
