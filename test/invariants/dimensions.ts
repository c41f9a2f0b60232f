import fc from 'fast-check';
import { BOUNDS } from './bounds';
import { SLOW_SITES, type Fault } from './fault';
import { schedules, type OperatorAction, type ScheduledAction, type Schedule, type Step } from './schedule';
import { SETTINGS_NAMES } from './templates';

/**
 * Unusual conditions around the function. Each dimension can be switched on alone, which keeps the schedule of a violation
 * small.
 */
export const DIMENSIONS = [
  'list lag',
  'get lag',
  'record lag',
  'event lag',
  'slow calls',
  'rollback disabled',
  'nested stacks',
  'retention',
  'tags changed by operators',
  'configurations deleted by operators',
  'channels changed by operators',
  'adoption by another stack',
  'forged events',
  'deadlines',
  'refactoring',
  'cleanup',
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** Adds a dimension to any schedule. */
type Change = fc.Arbitrary<(schedule: Schedule) => Schedule>;

const lag = (longestMs: number): fc.Arbitrary<number> => fc.oneof(fc.nat(longestMs), fc.constant(longestMs));
const afterMs = fc.oneof(fc.nat(2_000), fc.nat(30_000), fc.nat(120_000));

const createScheduledAction = (action: fc.Arbitrary<OperatorAction>): fc.Arbitrary<ScheduledAction> =>
  fc.record({ step: fc.nat(4), afterMs, action });

const addOperatorActions = (action: fc.Arbitrary<OperatorAction>): Change =>
  fc.array(createScheduledAction(action), { minLength: 1, maxLength: 3 }).map((more) => (schedule) => ({
    ...schedule,
    operatorActions: [...schedule.operatorActions, ...more],
  }));

/** Changes some of the deploy steps. */
const changeDeploySteps = (change: fc.Arbitrary<Partial<Extract<Step, { kind: 'deploy' }>>>): Change =>
  fc
    .array(fc.option(change, { freq: 3, nil: undefined }), { minLength: 5, maxLength: 5 })
    .map((changes) => (schedule) => ({
      ...schedule,
      steps: schedule.steps.map((step, index) => (step.kind === 'deploy' ? { ...step, ...changes[index] } : step)),
    }));

const both = (one: Change, other: Change): Change =>
  fc.tuple(one, other).map(
    ([first, second]) =>
      (schedule) =>
        second(first(schedule)),
  );

/**
 * Assumption: two deliveries of an event do not run at the same time while List or CloudFormation's record lags. Neither
 * delivery would see the configuration of the other, or that CloudFormation has recorded it.
 */
const SEPARATE_DELIVERY_MS = 300_000;
const withoutConcurrentDuplicates = (schedule: Schedule): Schedule => ({
  ...schedule,
  duplicates: schedule.duplicates.map((duplicate) => ({
    ...duplicate,
    delayMs: Math.max(duplicate.delayMs, SEPARATE_DELIVERY_MS),
  })),
});

/** Without enough time for a create, a rollback cannot recreate a configuration that was deleted outside the stack. */
const withoutDeletionsOutside = (schedule: Schedule): Schedule => ({
  ...schedule,
  steps: schedule.steps.map((step) => (step.kind === 'deploy after deletion' ? { ...step, kind: 'deploy' } : step)),
  operatorActions: schedule.operatorActions.filter(({ action }) => action.kind !== 'delete configuration'),
});

/** Assumption: IVS carries out no Create after the deadline of the run that sent it. */
const withoutSlowCreates = (schedule: Schedule): Schedule => ({
  ...schedule,
  faults: schedule.faults.filter(({ site, kind }) => site !== 'create' || kind !== 'slow'),
});

const slowCall: fc.Arbitrary<Fault> = fc.record({
  site: fc.constantFrom(...SLOW_SITES),
  kind: fc.constant('slow' as const),
  afterCalls: fc.nat(2),
});

const policies = fc.record({
  deletion: fc.constantFrom('Delete', 'Retain', 'RetainExceptOnCreate'),
  replacement: fc.constantFrom('Delete', 'Retain'),
} as const);

/** In seconds. Assumption: this is enough for all calls of an event, even if some are slow or hang. */
const shortTimeout = fc.integer({ min: 30, max: 90 });

const target = fc.constantFrom('current', 'current', 'previous', 'retained', 'unowned', 'native');

const CHANGES: Readonly<Record<Dimension, Change>> = {
  'list lag': fc
    .record({ listLagMs: lag(BOUNDS.listLagMs), tagLagMs: lag(BOUNDS.listLagMs) })
    .map((lags) => (schedule) => withoutConcurrentDuplicates({ ...schedule, ...lags })),
  'get lag': lag(BOUNDS.getLagMs).map((getLagMs) => (schedule) => ({ ...schedule, getLagMs })),
  'record lag': lag(BOUNDS.recordLagMs).map(
    (recordLagMs) => (schedule) => withoutConcurrentDuplicates({ ...schedule, recordLagMs }),
  ),
  'event lag': lag(BOUNDS.eventLagMs).map((eventLagMs) => (schedule) => ({ ...schedule, eventLagMs })),
  'slow calls': fc
    .array(slowCall, { minLength: 1, maxLength: 3 })
    .map((faults) => (schedule) => ({ ...schedule, faults: [...schedule.faults, ...faults] })),
  'rollback disabled': both(
    changeDeploySteps(fc.constant({ isRollbackDisabled: true })),
    fc
      .record({
        oldProperties: fc.constantFrom('attempted' as const, 'applied' as const),
        failedCreation: fc.constantFrom('deleted first' as const, 'deleted in cleanup' as const),
      })
      .map((stack) => (schedule) => ({ ...schedule, stack: { ...schedule.stack, ...stack } })),
  ),
  'nested stacks': both(
    fc
      .constantFrom('new root' as const, 'old root' as const)
      .map((nesting) => (schedule) => ({ ...schedule, stack: { ...schedule.stack, nesting } })),
    changeDeploySteps(fc.record({ rootFailsAfterMs: fc.nat(30_000) })),
  ),
  retention: both(
    changeDeploySteps(fc.record({ policies })),
    changeDeploySteps(
      fc.record({ adoptTarget: fc.constantFrom('retained', 'missing', 'nothing', 'nothing') } as const),
    ),
  ),
  'tags changed by operators': addOperatorActions(
    fc.oneof(
      fc.record({ kind: fc.constant('remove owner tags' as const), which: fc.constantFrom('all', 'one') } as const),
      fc.record({
        kind: fc.constant('change settings tag' as const),
        to: fc.constantFrom(...SETTINGS_NAMES, 'none' as const),
      }),
    ),
  ),
  // A rollback that has to recreate the configuration fails if creates never finish.
  'configurations deleted by operators': both(
    addOperatorActions(fc.constant({ kind: 'delete configuration' as const })),
    fc.constant((schedule) => ({ ...schedule, timeToActiveMs: Math.min(schedule.timeToActiveMs, 20_000) })),
  ),
  'channels changed by operators': both(
    fc.constantFrom(1, 3).map((channels) => (schedule) => ({ ...schedule, channels, hasForeign: true })),
    addOperatorActions(
      fc.record({
        kind: fc.constant('change channel' as const),
        channel: fc.nat(2),
        to: fc.constantFrom('another', 'nothing'),
      } as const),
    ),
  ),
  'adoption by another stack': both(
    addOperatorActions(
      fc.oneof(
        fc.record(
          {
            kind: fc.constant('adopt' as const),
            what: fc.constantFrom('current', 'previous', 'retained'),
            otherFailsAfterMs: fc.nat(20_000),
          } as const,
          { requiredKeys: ['kind', 'what'] },
        ),
        fc.constant({ kind: 'delete other stack' as const }),
      ),
    ),
    changeDeploySteps(fc.record({ policies })),
  ),
  'forged events': both(
    fc.constant((schedule) => ({ ...schedule, hasForeign: true })),
    addOperatorActions(
      fc
        .tuple(fc.constantFrom('invented' as const, 'real' as const), target, fc.boolean())
        .map(([stack, any, hasRelease]) => ({
          kind: 'forge' as const,
          stack,
          // A Delete of the previous or replaced configuration looks like a cleanup. See SECURITY.md.
          target: stack === 'real' && !['unowned', 'native'].includes(any) ? ('unowned' as const) : any,
          hasRelease,
        })),
    ),
  ),
  deadlines: fc
    .record({
      timeouts: fc.record({ Create: shortTimeout, Delete: shortTimeout }),
      // Assumption: long enough for the cleanup calls, each of which takes up to 6 s here.
      serviceTimeout: fc.option(fc.integer({ min: 45, max: 90 }), { nil: undefined }),
      // Assumption: long enough to wait for IVS, to get no response a few times, and to clean up.
      functionTimeoutMs: fc.constantFrom(120_000, 900_000),
    })
    .map((deadlines) => (schedule) => withoutDeletionsOutside(withoutSlowCreates({ ...schedule, ...deadlines }))),
  refactoring: fc
    .tuple(fc.nat(4), fc.constantFrom('logical id' as const, 'stack' as const))
    .map(([index, to]) => (schedule) => ({
      ...schedule,
      steps: [...schedule.steps.slice(0, index), { kind: 'refactor', to }, ...schedule.steps.slice(index)],
    })),
  cleanup: fc.constant((schedule) => ({ ...schedule, stack: { ...schedule.stack, recordFollowsCleanup: true } })),
};

/** Random schedules that have the given dimensions, in addition to the usual faults. */
export function schedulesWith(dimensions: readonly Dimension[]): fc.Arbitrary<Schedule> {
  return dimensions.reduce<fc.Arbitrary<Schedule>>(
    (all, dimension) => fc.tuple(all, CHANGES[dimension]).map(([schedule, change]) => change(schedule)),
    schedules,
  );
}

/** Random schedules with up to five dimensions each. */
export const anySchedules: fc.Arbitrary<Schedule> = fc
  .subarray([...DIMENSIONS], { maxLength: 5 })
  .chain((dimensions) => schedulesWith(dimensions));
