import fc from 'fast-check';
import { canHappen, CALL_SITES, FAULT_KINDS, type Fault } from './fault';
import type { Policies, StackOptions } from './simulated-stack';
import { SETTINGS_NAMES, TEMPLATE_NAMES, type SettingsName, type TemplateName } from './templates';

/** The options of a deploy step. */
export interface DeployStepOptions {
  /** When the other resource of the stack fails, in milliseconds. Default: it does not fail. */
  readonly otherFailsAfterMs?: number;
  readonly isRollbackDisabled?: boolean;
  /** How long after the nested stack completes its root fails, in milliseconds. Default: it does not fail. */
  readonly rootFailsAfterMs?: number;
  /** Default: everything is deleted. */
  readonly policies?: Policies;
  /**
   * The configuration that the template adopts: the one retained last, if it has the settings of the template; one that
   * does not exist; or none. Default: the one of the schedule.
   */
  readonly adoptTarget?: 'retained' | 'missing' | 'nothing';
}

export type Step =
  | ({ readonly kind: 'deploy'; readonly template: TemplateName } & DeployStepOptions)
  | { readonly kind: 'delete' }
  /** An operator deletes the configuration outside the stack before the next change is deployed. */
  | { readonly kind: 'deploy after deletion'; readonly template: TemplateName }
  /** A stack refactoring gives the resource another logical id or another stack, without an event. */
  | { readonly kind: 'refactor'; readonly to: 'logical id' | 'stack' };

/** An action outside the stack, during or after a step. */
export type OperatorAction =
  | { readonly kind: 'remove owner tags'; readonly which: 'all' | 'one' }
  /** Sets the tag to the hash of other settings, or to an invalid value. */
  | { readonly kind: 'change settings tag'; readonly to: SettingsName | 'none' }
  /** An operator detaches the channels of the current configuration and deletes it. */
  | { readonly kind: 'delete configuration' }
  | { readonly kind: 'change channel'; readonly channel: number; readonly to: 'another' | 'nothing' }
  /** Another stack adopts the current, the previous or a retained configuration. */
  | { readonly kind: 'adopt'; readonly what: 'current' | 'previous' | 'retained'; readonly otherFailsAfterMs?: number }
  /** The other stack is deleted and retains its configuration. */
  | { readonly kind: 'delete other stack' }
  /** An attacker sends a Delete to the function. */
  | {
      readonly kind: 'forge';
      readonly stack: 'invented' | 'real';
      readonly target: 'current' | 'previous' | 'retained' | 'unowned' | 'native';
      readonly hasRelease: boolean;
    };

export interface ScheduledAction {
  /** The index of the step. */
  readonly step: number;
  /** Delay after the start of the step, in milliseconds. */
  readonly afterMs: number;
  readonly action: OperatorAction;
}

/** A duplicate delivery of an event. */
export interface Duplicate {
  /** The index of the event. */
  readonly event: number;
  readonly delayMs: number;
}

/** One run. The seed sets the duration of each call. */
export interface Schedule {
  readonly seed: number;
  readonly timeToActiveMs: number;
  /** How many creates, from the first one, end in CREATE_FAILED. */
  readonly failingCreations: number;
  /** How many channels use the stack's configuration. If there are any, the templates have OnInUse: RELEASE. */
  readonly channels: number;
  /** The settings whose templates do not have it nevertheless. One of the two templates of an update suffices. */
  readonly settingsWithoutRelease?: SettingsName;
  /** Whether the templates "a" adopt an existing configuration. */
  readonly hasAdoptable: boolean;
  readonly steps: readonly Step[];
  readonly faults: readonly Fault[];
  readonly duplicates: readonly Duplicate[];

  /** How stale List, its tags, and Get may be, in milliseconds. */
  readonly listLagMs: number;
  readonly tagLagMs: number;
  readonly getLagMs: number;
  /** How stale CloudFormation's record of the resource and its events may be, in milliseconds. */
  readonly recordLagMs: number;
  readonly eventLagMs: number;
  readonly stack: Pick<StackOptions, 'nesting' | 'recordFollowsCleanup' | 'oldProperties' | 'failedCreation'>;
  readonly operatorActions: readonly ScheduledAction[];
  /** Whether there are configurations from outside the stacks, and a channel that uses one. */
  readonly hasForeign: boolean;
  /** The Timeouts of the templates, in seconds. */
  readonly timeouts: { readonly Create: number; readonly Delete: number };
  /** The ServiceTimeout of the templates, in seconds; undefined for longer than the function runs. */
  readonly serviceTimeout: number | undefined;
  /** The timeout of the Lambda function, in milliseconds. */
  readonly functionTimeoutMs: number;
}

/** Longer than any timeout of the templates: a create fails at its deadline. */
export const NEVER_MS = 10_000_000;

const templateName = fc.constantFrom(...TEMPLATE_NAMES);
const failureDelayMs = fc.oneof(fc.nat(2_000), fc.nat(30_000));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('deploy' as const), template: templateName }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('deploy' as const),
      template: templateName,
      otherFailsAfterMs: failureDelayMs,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'delete' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deploy after deletion' as const), template: templateName }) },
);

const fault: fc.Arbitrary<Fault> = fc
  .record({
    site: fc.constantFrom(...CALL_SITES),
    kind: fc.constantFrom(...FAULT_KINDS.filter((kind) => kind !== 'slow')),
    afterCalls: fc.oneof(fc.nat(1), fc.nat(8)),
  })
  .filter(({ site, kind }) => canHappen(site, kind));

/**
 * Lambda delivers an event at most three times, so at most two of its runs may crash. A run that cannot send its response
 * counts as a crash: it fails after a few calls that hang.
 */
const MAX_CRASHES = 2;
const MAX_HANGING_RESPONSES = 2;

const faults = fc
  .array(fault, { maxLength: 6 })
  .filter((all) => all.filter(({ kind }) => kind.startsWith('crash')).length <= MAX_CRASHES)
  .filter(
    (all) =>
      all.filter(({ site, kind }) => site === 'respond' && kind.startsWith('hangs')).length <= MAX_HANGING_RESPONSES,
  );

const duplicate: fc.Arbitrary<Duplicate> = fc.record({
  event: fc.nat(6),
  delayMs: fc.oneof(fc.nat(200), fc.nat(10_000), fc.nat(300_000)),
});

/** A schedule without faults, as a base for others. */
export const BASE_SCHEDULE: Schedule = {
  seed: 0,
  timeToActiveMs: 500,
  failingCreations: 0,
  channels: 0,
  hasAdoptable: false,
  steps: [],
  faults: [],
  duplicates: [],
  listLagMs: 0,
  tagLagMs: 0,
  getLagMs: 0,
  recordLagMs: 0,
  eventLagMs: 0,
  stack: {},
  operatorActions: [],
  hasForeign: false,
  timeouts: { Create: 300, Delete: 300 },
  serviceTimeout: undefined,
  functionTimeoutMs: 900_000,
};

const {
  listLagMs,
  tagLagMs,
  getLagMs,
  recordLagMs,
  eventLagMs,
  stack,
  operatorActions,
  hasForeign,
  timeouts,
  functionTimeoutMs,
} = BASE_SCHEDULE;

/** Random schedules with faults in the function's calls only, without a dimension. */
export const schedules: fc.Arbitrary<Schedule> = fc
  .record({
    seed: fc.nat(),
    timeToActiveMs: fc.constantFrom(0, 500, 3_000, 20_000, NEVER_MS),
    failingCreations: fc.constantFrom(0, 0, 0, 1, 2),
    channels: fc.constantFrom(0, 1, 3),
    settingsWithoutRelease: fc.option(fc.constantFrom(...SETTINGS_NAMES), { freq: 2, nil: undefined }),
    hasAdoptable: fc.boolean(),
    steps: fc.array(step, { minLength: 1, maxLength: 5 }),
    faults,
    duplicates: fc.array(duplicate, { maxLength: 2 }),
  })
  .map((schedule) => ({
    ...schedule,
    ...{
      listLagMs,
      tagLagMs,
      getLagMs,
      recordLagMs,
      eventLagMs,
      stack,
      operatorActions,
      hasForeign,
      timeouts,
      functionTimeoutMs,
    },
    serviceTimeout: undefined,
  }));
