import fc from 'fast-check';
import { canHappen, CALL_SITES, FAULT_KINDS, type Fault } from './fault';
import type { Policies, StackOptions } from './simulated-stack';
import { SETTINGS_NAMES, TEMPLATE_NAMES, type SettingsName, type TemplateName } from './templates';

/** How a deployment goes, beside what it deploys. */
export interface DeployStepOptions {
  /** When the other resource of the stack fails, in milliseconds; absent if it does not. */
  readonly otherFailsAfterMs?: number;
  readonly isRollbackDisabled?: boolean;
  /** How long after the nested stack is complete its root fails, in milliseconds; absent if it does not. */
  readonly rootFailsAfterMs?: number;
  /** Default: everything is deleted. */
  readonly policies?: Policies;
  /**
   * What the template adopts, instead of what the schedule says: a configuration that was retained last, if it has the
   * settings of the template; one that does not exist; nothing.
   */
  readonly adoptTarget?: 'retained' | 'missing' | 'nothing';
}

export type Step =
  | ({ readonly kind: 'deploy'; readonly template: TemplateName } & DeployStepOptions)
  | { readonly kind: 'delete' }
  /** Someone deletes the configuration outside the stack before the next change is deployed. */
  | { readonly kind: 'deploy after deletion'; readonly template: TemplateName }
  /** The resource gets another logical id or another stack, without an event. */
  | { readonly kind: 'refactor'; readonly to: 'logical id' | 'stack' };

/** What others do while a step is carried out, or after it. */
export type OperatorAction =
  | { readonly kind: 'remove owner tags'; readonly which: 'all' | 'one' }
  /** To the settings of another template, or to something that stands for none. */
  | { readonly kind: 'change settings tag'; readonly to: SettingsName | 'none' }
  /** A person deletes what the stack has; channels that use it are detached before. */
  | { readonly kind: 'delete configuration' }
  | { readonly kind: 'change channel'; readonly channel: number; readonly to: 'another' | 'nothing' }
  /** Another stack adopts what the stack has, had before, or retained. */
  | { readonly kind: 'adopt'; readonly what: 'current' | 'previous' | 'retained'; readonly otherFailsAfterMs?: number }
  /** The other stack is deleted, and retains what it has. */
  | { readonly kind: 'delete other stack' }
  /** Someone sends a Delete to the function. */
  | {
      readonly kind: 'forge';
      readonly stack: 'invented' | 'real';
      readonly target: 'current' | 'previous' | 'retained' | 'unowned' | 'native';
      readonly hasRelease: boolean;
    };

export interface ScheduledAction {
  /** Counted from the first step. */
  readonly step: number;
  /** After the step began. */
  readonly afterMs: number;
  readonly action: OperatorAction;
}

/** An event that is delivered once more. */
export interface Duplicate {
  /** Counted from the first event of the schedule. */
  readonly event: number;
  readonly delayMs: number;
}

/** What happens in one run, apart from how long each call takes, which the seed says. */
export interface Schedule {
  readonly seed: number;
  readonly timeToActiveMs: number;
  /** How many creations, from the first, end in CREATE_FAILED. */
  readonly failingCreations: number;
  /** How many channels use what the stack has; then templates say OnInUse: RELEASE. */
  readonly channels: number;
  /** The settings whose templates do not say so, all the same; it is enough that one of two says it. */
  readonly settingsWithoutRelease?: SettingsName;
  /** Whether the templates "a" adopt a configuration that was there before. */
  readonly hasAdoptable: boolean;
  readonly steps: readonly Step[];
  readonly faults: readonly Fault[];
  readonly duplicates: readonly Duplicate[];

  /** How old a List may be, its tags, and a Get, in milliseconds. */
  readonly listLagMs: number;
  readonly tagLagMs: number;
  readonly getLagMs: number;
  /** How old CloudFormation's record of the resource may be, and its events. */
  readonly recordLagMs: number;
  readonly eventLagMs: number;
  readonly stack: Pick<StackOptions, 'nesting' | 'recordFollowsCleanup' | 'oldProperties' | 'failedCreation'>;
  readonly operatorActions: readonly ScheduledAction[];
  /** Whether there are configurations of others, and a channel that uses one. */
  readonly hasForeign: boolean;
  /** Of the templates, in seconds. */
  readonly timeouts: { readonly Create: number; readonly Delete: number };
  /** How long CloudFormation waits for a response, in seconds; undefined for longer than the function runs. */
  readonly serviceTimeout: number | undefined;
  /** How long Lambda lets a run go on, in milliseconds. */
  readonly functionTimeoutMs: number;
}

/** Longer than any timeout of the templates: a creation fails at its deadline. */
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
 * Lambda delivers an event three times at most, so no more than two of its runs may die. A run that cannot deliver its
 * answer counts as one: it gives up after a few tries that hang.
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

/** The quietest schedule, to make others from. */
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

/** Schedules in which nothing unusual happens outside the function and its calls: no dimension is on. */
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
