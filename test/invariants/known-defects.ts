import {
  NEVER_MS,
  BASE_SCHEDULE,
  type DeployStepOptions,
  type ScheduledAction,
  type Schedule,
  type Step,
} from './schedule';
import type { Policies } from './simulated-stack';
import type { TemplateName } from './templates';

/** A fixed defect of the function. */
export interface KnownDefect {
  readonly title: string;
  /** The number of the review finding, the CloudFormation feature that was not handled, or how it was found. */
  readonly defect: number | 'refactoring' | 'cleanup' | 'random schedules';
  /** The smallest schedule that reproduces it. */
  readonly schedule: Schedule;
}

const deploy = (template: TemplateName, options: DeployStepOptions = {}): Step => ({
  kind: 'deploy',
  template,
  ...options,
});
const during = (step: number, action: ScheduledAction['action'], afterMs = 0): ScheduledAction => ({
  step,
  afterMs,
  action,
});
/** Late enough that the step has finished. */
const AFTER_STEP_MS = 20_000;
const RETAIN: Policies = { deletion: 'Retain', replacement: 'Retain' };

export const KNOWN_DEFECTS: readonly KnownDefect[] = [
  {
    title: 'a canceled update leaves its replacement',
    defect: 1,
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: 20_000,
      steps: [deploy('a1'), deploy('b1', { otherFailsAfterMs: 15_000, isRollbackDisabled: true })],
      stack: { oldProperties: 'attempted' },
    },
  },
  {
    title: 'the rollback of a nested stack deletes an adopted configuration',
    defect: 2,
    schedule: {
      ...BASE_SCHEDULE,
      hasAdoptable: true,
      steps: [deploy('a1', { rootFailsAfterMs: 0 })],
      stack: { nesting: 'new root' },
    },
  },
  {
    title: 'the rollback of a root stack deletes what an added nested stack adopted',
    defect: 2,
    schedule: {
      ...BASE_SCHEDULE,
      hasAdoptable: true,
      steps: [deploy('a1', { rootFailsAfterMs: 0 })],
      stack: { nesting: 'old root' },
    },
  },
  {
    title: 'a delete that fails during a channel update leaves the channel detached',
    defect: 3,
    schedule: {
      ...BASE_SCHEDULE,
      channels: 3,
      timeouts: { Create: 60, Delete: 10 },
      steps: [deploy('a1'), { kind: 'delete' }],
      faults: [{ site: 'setRecording', kind: 'hangs after', afterCalls: 1 }],
    },
  },
  {
    title: 'a delete overwrites a channel that an operator changed',
    defect: 4,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 2,
      timeToActiveMs: 0,
      channels: 1,
      hasForeign: true,
      steps: [deploy('a1'), { kind: 'delete' }],
      operatorActions: [during(1, { kind: 'change channel', channel: 0, to: 'another' }, 600)],
    },
  },
  {
    title: 'a replacement overwrites a channel that an operator changed',
    defect: 4,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 2,
      timeToActiveMs: 0,
      channels: 1,
      hasForeign: true,
      steps: [deploy('a1'), deploy('b1')],
      operatorActions: [during(1, { kind: 'change channel', channel: 0, to: 'another' }, 1_700)],
    },
  },
  {
    title: 'undoing a failed delete overwrites a channel that an operator changed',
    defect: 4,
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: 0,
      channels: 2,
      hasForeign: true,
      timeouts: { Create: 60, Delete: 10 },
      steps: [deploy('a1'), { kind: 'delete' }],
      faults: [{ site: 'setRecording', kind: 'hangs after', afterCalls: 1 }],
      operatorActions: [during(1, { kind: 'change channel', channel: 0, to: 'another' }, 6_000)],
    },
  },
  {
    title: 'a failed adoption deletes a retained configuration',
    defect: 5,
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('a1', { policies: RETAIN }), deploy('none'), deploy('a1', { adoptTarget: 'missing' })],
    },
  },
  {
    title: 'the rollback of an update to old settings deletes a retained configuration',
    defect: 5,
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('a1'), deploy('b1', { policies: RETAIN }), deploy('a1', { otherFailsAfterMs: 0 })],
    },
  },
  {
    title: 'the rollback of a create deletes a retained configuration that it found',
    defect: 5,
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('a1', { policies: RETAIN }), deploy('none'), deploy('a1', { otherFailsAfterMs: AFTER_STEP_MS })],
    },
  },
  {
    title: 'an update that fails after all owner tags were removed ends with another configuration',
    defect: 6,
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('a1'), deploy('c1', { otherFailsAfterMs: 0 })],
      operatorActions: [during(0, { kind: 'remove owner tags', which: 'all' }, AFTER_STEP_MS)],
    },
  },
  {
    title: 'a delete after one owner tag was removed leaves the configuration',
    defect: 6,
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('a1'), { kind: 'delete' }],
      operatorActions: [during(0, { kind: 'remove owner tags', which: 'one' }, AFTER_STEP_MS)],
    },
  },
  {
    title: 'every update fails after one owner tag was removed',
    defect: 6,
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('a1'), deploy('b1')],
      operatorActions: [during(0, { kind: 'remove owner tags', which: 'one' }, AFTER_STEP_MS)],
    },
  },
  {
    title: 'a canceled create leaves an orphan if List lags',
    defect: 9,
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: 0,
      steps: [deploy('a1', { otherFailsAfterMs: 507 })],
      listLagMs: 1,
      tagLagMs: 334,
    },
  },
  {
    title: 'a slow Create ends with two configurations or an orphan',
    defect: 10,
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: 0,
      steps: [deploy('a1', { otherFailsAfterMs: 0 })],
      faults: [{ site: 'create', kind: 'slow', afterCalls: 0 }],
    },
  },
  {
    title: 'a Create is sent again if its response is lost and List lags',
    defect: 14,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1,
      timeToActiveMs: 0,
      steps: [deploy('a1')],
      listLagMs: 5_000,
      tagLagMs: 5_000,
      faults: [{ site: 'create', kind: 'lost after', afterCalls: 0 }],
    },
  },
  {
    title: 'a Delete mistaken for a stale one reports success and leaves the configuration',
    defect: 11,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1903169033,
      timeToActiveMs: 0,
      steps: [deploy('a1', { otherFailsAfterMs: 10_319 })],
      recordLagMs: 6_000,
    },
  },
  {
    title: 'an Update mistaken for a stale one reports success and changes nothing',
    defect: 11,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 545011856,
      timeToActiveMs: 0,
      steps: [deploy('a1'), deploy('a2')],
      recordLagMs: 6_000,
    },
  },
  {
    title: 'a rollback deletes an adopted configuration if stack events lag',
    defect: 12,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 3,
      timeToActiveMs: 0,
      hasAdoptable: true,
      steps: [deploy('a1', { otherFailsAfterMs: 635 })],
      eventLagMs: 204,
    },
  },
  {
    title: 'a replacement deletes a configuration that another stack is adopting',
    defect: 13,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1734427492,
      timeToActiveMs: 3_000,
      channels: 1,
      steps: [deploy('c1'), deploy('a1')],
      faults: [{ site: 'describeResource', kind: 'hangs before', afterCalls: 1 }],
      operatorActions: [during(1, { kind: 'adopt', what: 'current' }, 1_228)],
    },
  },
  {
    title: 'a create reports a deletion outside the stack if Get lags',
    defect: 14,
    schedule: { ...BASE_SCHEDULE, seed: 196, timeToActiveMs: 3_000, steps: [deploy('a1')], getLagMs: 4_000 },
  },
  {
    title: 'a delete reports success and leaves the configuration if Get lags',
    defect: 14,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 793683349,
      timeToActiveMs: 0,
      steps: [deploy('a1'), { kind: 'delete' }],
      getLagMs: 4_000,
    },
  },
  {
    title: 'a forged Delete of an invented stack deletes a configuration of the native type',
    defect: 15,
    schedule: {
      ...BASE_SCHEDULE,
      hasForeign: true,
      steps: [deploy('a1')],
      operatorActions: [during(0, { kind: 'forge', stack: 'invented', target: 'native', hasRelease: false })],
    },
  },
  {
    title: 'a forged Delete of an invented stack deletes an unowned configuration and detaches its channels',
    defect: 15,
    schedule: {
      ...BASE_SCHEDULE,
      channels: 1,
      hasForeign: true,
      steps: [deploy('a1')],
      operatorActions: [during(0, { kind: 'forge', stack: 'invented', target: 'unowned', hasRelease: true })],
    },
  },
  {
    title: 'a forged Delete for a stack that is being updated deletes its configuration',
    defect: 15,
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('c1'), deploy('a1')],
      operatorActions: [during(1, { kind: 'forge', stack: 'real', target: 'current', hasRelease: false })],
    },
  },
  {
    title: 'the settings hash tag is trusted over the settings',
    defect: 17,
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('b1'), deploy('a1')],
      operatorActions: [during(0, { kind: 'change settings tag', to: 'a' }, AFTER_STEP_MS)],
    },
  },
  {
    title: 'every update fails after the logical id changed',
    defect: 'refactoring',
    schedule: { ...BASE_SCHEDULE, steps: [deploy('a1'), { kind: 'refactor', to: 'logical id' }, deploy('b1')] },
  },
  {
    title: 'a delete after the resource moved to another stack leaves the configuration',
    defect: 'refactoring',
    schedule: { ...BASE_SCHEDULE, steps: [deploy('a1'), { kind: 'refactor', to: 'stack' }, { kind: 'delete' }] },
  },
  {
    title: 'a cleanup that the resource record shows deletes the current configuration',
    defect: 'cleanup',
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: 0,
      steps: [deploy('a2'), { kind: 'deploy after deletion', template: 'a1' }],
      stack: { recordFollowsCleanup: true },
    },
  },
  {
    title: 'a rollback creates another configuration if all owner tags were removed during the update',
    defect: 6,
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: 20_000,
      steps: [deploy('a1'), deploy('b1', { otherFailsAfterMs: 60_000 })],
      operatorActions: [during(1, { kind: 'remove owner tags', which: 'all' }, 12_000)],
    },
  },
  {
    title: 'a slow Create leaves an orphan while another delivery succeeds',
    defect: 10,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1564712385,
      timeToActiveMs: 0,
      steps: [deploy('a1')],
      faults: [{ site: 'create', kind: 'slow', afterCalls: 0 }],
      duplicates: [{ event: 0, delayMs: 5_827 }],
    },
  },
  {
    title: 'channels stay with the replacement of a canceled update',
    defect: 1,
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1993311421,
      channels: 3,
      steps: [deploy('a1'), deploy('b1', { otherFailsAfterMs: 13_750, isRollbackDisabled: true })],
      faults: [{ site: 'get', kind: 'Throttling', afterCalls: 0 }],
    },
  },
  {
    title: 'a redelivered Create deletes the CREATE_FAILED configuration of the resource',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 11,
      failingCreations: 2,
      serviceTimeout: 45,
      steps: [deploy('a1', { isRollbackDisabled: true })],
      faults: [{ site: 'findBucket', kind: 'hangs after', afterCalls: 0 }],
      duplicates: [{ event: 0, delayMs: 300_000 }],
    },
  },
  {
    title: 'the cleanup of a failed create deletes what the next create found, if the record lags',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 20,
      timeToActiveMs: 20_000,
      recordLagMs: 6_000,
      steps: [deploy('a1', { otherFailsAfterMs: 14_939, isRollbackDisabled: true }), deploy('a1')],
      stack: { failedCreation: 'deleted in cleanup' },
    },
  },
  {
    title: 'the cleanup of a failed adoption undoes the next one, if the record lags',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      hasAdoptable: true,
      recordLagMs: 6_000,
      steps: [deploy('a1', { otherFailsAfterMs: 0, isRollbackDisabled: true }), deploy('a1')],
      stack: { failedCreation: 'deleted in cleanup' },
    },
  },
  {
    title: 'a duplicate Delete of a failed create deletes what the next one created, if stack events lag',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 4,
      eventLagMs: 6_000,
      steps: [
        deploy('a1'),
        deploy('none'),
        deploy('a1', { otherFailsAfterMs: 0, isRollbackDisabled: true }),
        deploy('a1'),
      ],
      duplicates: [{ event: 3, delayMs: 514 }],
    },
  },
  {
    title: 'after a failed update, a changed settings hash tag is trusted over the settings',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('b1'), deploy('bad', { isRollbackDisabled: true }), deploy('a1')],
      operatorActions: [during(0, { kind: 'change settings tag', to: 'a' }, AFTER_STEP_MS)],
    },
  },
  {
    title: 'a canceled Create creates again after CREATE_FAILED, without time to delete it',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 5,
      timeToActiveMs: 20_000,
      failingCreations: 1,
      getLagMs: 4_000,
      serviceTimeout: 60,
      steps: [deploy('a1', { otherFailsAfterMs: 332 })],
    },
  },
  {
    title: 'a duplicate delivery has no time to resolve duplicates',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 5,
      serviceTimeout: 66,
      steps: [deploy('a1')],
      duplicates: [{ event: 0, delayMs: 0 }],
    },
  },
  {
    title: 'a duplicate delivery creates again after its duplicates are deleted, without time to delete it',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: NEVER_MS,
      timeouts: { Create: 30, Delete: 30 },
      serviceTimeout: 66,
      steps: [deploy('a1')],
      duplicates: [
        { event: 0, delayMs: 0 },
        { event: 0, delayMs: 352 },
      ],
    },
  },
  {
    title: 'channels stay with the replacement of an update canceled just before its response',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 13,
      channels: 1,
      steps: [deploy('c1'), deploy('a1', { otherFailsAfterMs: 8_255, isRollbackDisabled: true })],
    },
  },
  {
    title: 'the update after a canceled one leaves the replacement',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 4,
      timeToActiveMs: 0,
      steps: [deploy('a1'), deploy('b2', { otherFailsAfterMs: 981, isRollbackDisabled: true }), deploy('c1')],
      duplicates: [{ event: 0, delayMs: 1_935 }],
      operatorActions: [during(0, { kind: 'adopt', what: 'current' }, 3_148)],
    },
  },
  {
    title: 'a canceled update has no time to delete a CREATING configuration',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 817833011,
      timeToActiveMs: 20_000,
      channels: 1,
      hasAdoptable: true,
      serviceTimeout: 45,
      steps: [deploy('a1'), deploy('b1', { otherFailsAfterMs: 1_620 })],
    },
  },
  {
    title: 'a failed update forgets its replacement if Get lags and there is no time to read again',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 10,
      timeToActiveMs: 3_000,
      failingCreations: 1,
      hasAdoptable: true,
      getLagMs: 4_000,
      serviceTimeout: 45,
      steps: [deploy('a1'), deploy('c1', { isRollbackDisabled: true }), deploy('a1', { otherFailsAfterMs: 0 })],
    },
  },
  {
    title: 'two deliveries that cannot resolve duplicates leave an orphan beside the one that the next create finds',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 5,
      failingCreations: 2,
      serviceTimeout: 45,
      steps: [deploy('a1'), deploy('a1', { isRollbackDisabled: true }), deploy('a1')],
      duplicates: [{ event: 2, delayMs: 0 }],
      stack: { failedCreation: 'deleted in cleanup' },
    },
  },
  {
    title: 'a failed adoption is undone before its tags are written',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 5,
      hasAdoptable: true,
      serviceTimeout: 49,
      steps: [deploy('a1')],
      faults: [
        { site: 'addTags', kind: 'slow', afterCalls: 0 },
        { site: 'addTags', kind: 'slow', afterCalls: 0 },
      ],
    },
  },
  {
    title: 'a forged Delete of an invented stack deletes a configuration with a missing owner tag',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      steps: [deploy('a1')],
      operatorActions: [
        during(0, { kind: 'remove owner tags', which: 'one' }, AFTER_STEP_MS),
        during(0, { kind: 'forge', stack: 'invented', target: 'current', hasRelease: false }, AFTER_STEP_MS),
      ],
    },
  },
  {
    title: 'two deliveries of a Create that time out leave an orphan',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1,
      timeToActiveMs: NEVER_MS,
      hasAdoptable: true,
      steps: [deploy('b2', { isRollbackDisabled: true }), deploy('c1'), deploy('a1')],
      duplicates: [{ event: 1, delayMs: 0 }],
      stack: { failedCreation: 'deleted in cleanup' },
    },
  },
  {
    title: 'a rollback hidden by a stale record leaves tags that only the canceled update declared',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 543265549,
      recordLagMs: 6_000,
      steps: [deploy('a1'), deploy('a2', { otherFailsAfterMs: 507 })],
    },
  },
  {
    title: 'a rollback hidden by a stale record misses the original if its settings hash tag was changed',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 8,
      recordLagMs: 6_000,
      steps: [deploy('a1'), deploy('b1', { rootFailsAfterMs: 0 })],
      stack: { nesting: 'new root' },
      operatorActions: [during(0, { kind: 'change settings tag', to: 'c' }, 9_338)],
    },
  },
  {
    title: 'a duplicate Delete of a failed adoption undoes the next one',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 4,
      hasAdoptable: true,
      steps: [
        deploy('a1', { otherFailsAfterMs: 0 }),
        deploy('a1', { otherFailsAfterMs: 0, isRollbackDisabled: true }),
        deploy('a1'),
      ],
      duplicates: [{ event: 3, delayMs: 0 }],
    },
  },
  {
    title: 'a canceled update moves channels of a configuration that it found',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1,
      channels: 1,
      steps: [
        deploy('b2', { policies: { deletion: 'RetainExceptOnCreate', replacement: 'Delete' } }),
        deploy('none'),
        deploy('a1'),
        deploy('b2', { otherFailsAfterMs: 0 }),
      ],
    },
  },
  {
    title: 'a canceled create leaves an orphan after a CREATE_FAILED that List still shows',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 23,
      failingCreations: 1,
      listLagMs: 5_000,
      tagLagMs: 5_000,
      steps: [deploy('a1', { otherFailsAfterMs: 5_599 })],
    },
  },
  {
    title: 'a rollback after an earlier one misses the original if its settings hash tag was changed',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1250168442,
      timeToActiveMs: 0,
      listLagMs: 5_000,
      tagLagMs: 570,
      steps: [
        { kind: 'delete' },
        deploy('c1'),
        { kind: 'deploy after deletion', template: 'bad' },
        deploy('a1', { rootFailsAfterMs: 0 }),
      ],
      stack: { nesting: 'new root' },
      operatorActions: [
        during(3, { kind: 'change settings tag', to: 'a' }, 277),
        during(0, { kind: 'adopt', what: 'current' }),
      ],
    },
  },
  {
    title: 'a canceled update deletes the configuration that its rollback found, if the record lags',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 435303694,
      timeToActiveMs: 20_000,
      listLagMs: 1,
      tagLagMs: 1,
      recordLagMs: 2_141,
      hasForeign: true,
      steps: [
        deploy('b1'),
        deploy('none', { otherFailsAfterMs: 0 }),
        deploy('a1', { otherFailsAfterMs: 0 }),
        { kind: 'refactor', to: 'logical id' },
        deploy('b2', { otherFailsAfterMs: 11_974 }),
        { kind: 'deploy after deletion', template: 'a1' },
      ],
      faults: [
        { site: 'describeStack', kind: 'Throttling', afterCalls: 0 },
        { site: 'describeStack', kind: 'Throttling', afterCalls: 0 },
      ],
      duplicates: [{ event: 3, delayMs: 300_000 }],
      operatorActions: [
        during(1, { kind: 'delete configuration' }),
        during(3, { kind: 'delete configuration' }),
        during(4, { kind: 'forge', stack: 'real', target: 'unowned', hasRelease: false }, 29_105),
      ],
    },
  },
  {
    title: 'a redelivered update without a rollback leaves a configuration that never becomes ACTIVE',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: NEVER_MS,
      channels: 1,
      hasAdoptable: true,
      steps: [
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 714, isRollbackDisabled: true },
        { kind: 'deploy after deletion', template: 'c1' },
        { kind: 'deploy', template: 'none' },
      ],
      faults: [{ site: 'describeStack', kind: 'crash before', afterCalls: 2 }],
      stack: { oldProperties: 'attempted', failedCreation: 'deleted first' },
    },
  },
  {
    title: 'an update that crashed after its create leaves a configuration that never becomes ACTIVE',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: NEVER_MS,
      hasAdoptable: true,
      steps: [
        { kind: 'deploy after deletion', template: 'a1' },
        { kind: 'deploy', template: 'b2', otherFailsAfterMs: 0, isRollbackDisabled: true },
        { kind: 'deploy', template: 'b2' },
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 0 },
      ],
      faults: [{ site: 'create', kind: 'crash after', afterCalls: 1 }],
      stack: { oldProperties: 'attempted', failedCreation: 'deleted first', nesting: 'new root' },
    },
  },
  {
    title: 'IVS tags an adopted configuration after its adoption was undone',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 125405178,
      timeToActiveMs: 0,
      hasAdoptable: true,
      steps: [
        { kind: 'refactor', to: 'logical id' },
        { kind: 'deploy', template: 'c1', otherFailsAfterMs: 0 },
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 92 },
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 11786 },
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 0 },
      ],
      faults: [
        { site: 'create', kind: 'Throttling', afterCalls: 0 },
        { site: 'findBucket', kind: 'Throttling', afterCalls: 0 },
        { site: 'addTags', kind: 'slow', afterCalls: 1 },
        { site: 'delete', kind: 'slow', afterCalls: 0 },
      ],
      duplicates: [
        { event: 0, delayMs: 433 },
        { event: 1, delayMs: 89 },
      ],
      stack: { recordFollowsCleanup: true },
      operatorActions: [{ step: 0, afterMs: 0, action: { kind: 'remove owner tags', which: 'all' } }],
    },
  },
  {
    title: 'IVS tags an adopted configuration after its request had timed out',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: 0,
      hasAdoptable: true,
      steps: [
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 0 },
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 163 },
        { kind: 'deploy', template: 'a1' },
      ],
      faults: [
        { site: 'addTags', kind: 'hangs before', afterCalls: 0 },
        { site: 'addTags', kind: 'slow', afterCalls: 0 },
      ],
      duplicates: [{ event: 0, delayMs: 0 }],
      timeouts: { Create: 30, Delete: 30 },
      functionTimeoutMs: 120000,
      serviceTimeout: 46,
    },
  },
  {
    title: 'a redelivered adoption undoes itself while the cleanup deletes an earlier failed create',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1041071513,
      timeToActiveMs: 0,
      failingCreations: 2,
      channels: 1,
      hasAdoptable: true,
      steps: [
        { kind: 'refactor', to: 'logical id' },
        { kind: 'deploy', template: 'c1', otherFailsAfterMs: 1282, isRollbackDisabled: true },
        { kind: 'deploy', template: 'a1' },
      ],
      duplicates: [{ event: 1, delayMs: 4449 }],
      stack: { oldProperties: 'attempted', failedCreation: 'deleted in cleanup', recordFollowsCleanup: true },
      operatorActions: [{ step: 0, afterMs: 0, action: { kind: 'change channel', channel: 0, to: 'another' } }],
      hasForeign: true,
      timeouts: { Create: 30, Delete: 30 },
      functionTimeoutMs: 120000,
    },
  },
  {
    title: 'a canceled create creates another configuration after its Delete, if the record lags',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1956797071,
      timeToActiveMs: 0,
      failingCreations: 1,
      steps: [
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 1509 },
        { kind: 'deploy', template: 'a1' },
      ],
      listLagMs: 1,
      tagLagMs: 886,
      recordLagMs: 6000,
      stack: { recordFollowsCleanup: true },
      operatorActions: [
        { step: 0, afterMs: 0, action: { kind: 'delete configuration' } },
        { step: 0, afterMs: 0, action: { kind: 'adopt', what: 'current' } },
      ],
    },
  },
  {
    title: 'an update that times out deletes the configuration with which its other delivery succeeds',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 723884923,
      timeToActiveMs: 0,
      steps: [
        { kind: 'refactor', to: 'logical id' },
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 0 },
        { kind: 'deploy', template: 'a1' },
        { kind: 'deploy', template: 'c1' },
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 0 },
      ],
      duplicates: [{ event: 3, delayMs: 300000 }],
      recordLagMs: 6000,
      eventLagMs: 1,
      stack: { recordFollowsCleanup: true },
    },
  },
  {
    title:
      'a replacement right after a stack refactoring leaves the owner tags of the replaced configuration, if the record lags',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1684559383,
      timeToActiveMs: 0,
      steps: [
        { kind: 'deploy', template: 'a1' },
        { kind: 'deploy', template: 'a1' },
        { kind: 'refactor', to: 'logical id' },
        { kind: 'deploy', template: 'c1' },
      ],
      recordLagMs: 6000,
      stack: { oldProperties: 'attempted', failedCreation: 'deleted first' },
      operatorActions: [
        { step: 0, afterMs: 0, action: { kind: 'change settings tag', to: 'a' } },
        { step: 2, afterMs: 0, action: { kind: 'forge', stack: 'invented', target: 'current', hasRelease: false } },
      ],
      hasForeign: true,
    },
  },
  {
    title: 'a canceled update of tags is not undone, if Get or the stack events lag',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 680296610,
      timeToActiveMs: 0,
      channels: 1,
      steps: [
        { kind: 'deploy', template: 'b2' },
        { kind: 'deploy', template: 'a2' },
        { kind: 'deploy', template: 'bad', otherFailsAfterMs: 0 },
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 681 },
      ],
      faults: [
        { site: 'describeResource', kind: 'crash after', afterCalls: 1 },
        { site: 'create', kind: 'hangs after', afterCalls: 0 },
        { site: 'setRecording', kind: 'slow', afterCalls: 0 },
        { site: 'delete', kind: 'slow', afterCalls: 0 },
        { site: 'create', kind: 'slow', afterCalls: 0 },
      ],
      getLagMs: 4000,
      eventLagMs: 6000,
      operatorActions: [
        { step: 1, afterMs: 59, action: { kind: 'remove owner tags', which: 'all' } },
        { step: 2, afterMs: 0, action: { kind: 'remove owner tags', which: 'all' } },
      ],
    },
  },
  {
    title: 'IVS tags a configuration after the update of its tags was canceled and its rollback had ended',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      timeToActiveMs: 0,
      channels: 1,
      steps: [
        { kind: 'deploy', template: 'a1' },
        { kind: 'deploy', template: 'a2', otherFailsAfterMs: 10003 },
        { kind: 'deploy', template: 'a1' },
      ],
      faults: [
        { site: 'addTags', kind: 'slow', afterCalls: 0 },
        { site: 'addTags', kind: 'slow', afterCalls: 0 },
      ],
      listLagMs: 5000,
      eventLagMs: 1841,
      operatorActions: [{ step: 0, afterMs: 11376, action: { kind: 'change channel', channel: 0, to: 'another' } }],
      hasForeign: true,
      timeouts: { Create: 30, Delete: 30 },
      functionTimeoutMs: 120000,
      serviceTimeout: 45,
    },
  },
  {
    title: 'a rollback fails if its configuration was deleted outside the stack and Get lags',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 280822070,
      timeToActiveMs: 0,
      steps: [
        { kind: 'deploy', template: 'a1' },
        { kind: 'deploy', template: 'c1' },
        { kind: 'deploy', template: 'bad' },
        { kind: 'deploy', template: 'a1', otherFailsAfterMs: 0 },
      ],
      getLagMs: 4000,
      eventLagMs: 302,
      stack: { recordFollowsCleanup: true },
      operatorActions: [
        { step: 2, afterMs: 88, action: { kind: 'change settings tag', to: 'a' } },
        { step: 0, afterMs: 6783, action: { kind: 'remove owner tags', which: 'all' } },
        { step: 3, afterMs: 0, action: { kind: 'delete configuration' } },
      ],
    },
  },
  {
    title: 'a replacement leaves the channels behind if the record lags and the replaced configuration is retained',
    defect: 'random schedules',
    schedule: {
      ...BASE_SCHEDULE,
      seed: 1234729367,
      channels: 1,
      steps: [
        { kind: 'deploy', template: 'a2' },
        { kind: 'deploy', template: 'a2' },
        { kind: 'deploy', template: 'b2' },
        { kind: 'deploy', template: 'a1', policies: { deletion: 'Delete', replacement: 'Retain' } },
      ],
      faults: [
        { site: 'getChannel', kind: 'crash after', afterCalls: 0 },
        { site: 'isLive', kind: 'Throttling', afterCalls: 0 },
        { site: 'create', kind: 'slow', afterCalls: 1 },
      ],
      recordLagMs: 6000,
      stack: { oldProperties: 'attempted', failedCreation: 'deleted first', nesting: 'new root' },
    },
  },
];
