import { IvsAccount } from '../../tools/emulator/ivs/account';
import { createSeededIds } from '../../tools/emulator/ivs/id-source';
import type { Clock } from '../../lambda/util/clock';
import { VirtualClock } from '../support/virtual-clock';
import { AccountHistory } from './account-history';
import { Deployment } from './deployment';
import { FaultPlan } from './fault';
import { findViolations, watchDeletions } from './invariants';
import { ExternalState } from './external-state';
import { Operators } from './operators';
import { createRandom } from './random';
import { NEVER_MS, type Schedule, type Step } from './schedule';
import { SECRET, SimulatedFunction, type SimulatedEvent } from './simulated-function';
import { SimulatedStack, type DeployOptions, type Template } from './simulated-stack';
import { StackRecords } from './stack-records';
import { createTemplates, SETTINGS_NAMES, type Templates } from './templates';

const forever = new AbortController().signal;

/** The result of a schedule. */
export interface ScheduleResult {
  /** The violated invariants, as text; empty if all hold. */
  readonly violations: readonly string[];
  /** The log of the run. */
  readonly trace: readonly string[];
  /** How often each fault occurred, by `site: kind`. */
  readonly faultCounts: ReadonlyMap<string, number>;
}

/** Runs a schedule in virtual time and checks the invariants after every finished stack operation. */
export async function runSchedule(schedule: Schedule): Promise<ScheduleResult> {
  const clock = new VirtualClock();
  const startedAt = clock.now();
  const trace: string[] = [];
  const violations: string[] = [];
  const log = (line: string): void => {
    trace.push(`${String(Math.round(clock.now() - startedAt)).padStart(8)} ms  ${line}`);
  };
  const random = createRandom(schedule.seed);
  const account = new IvsAccount({
    clock,
    ids: createSeededIds(schedule.seed),
    timeToActiveMs: schedule.timeToActiveMs,
    // A configuration that stays CREATING forever must be deletable.
    deleteWhileCreating: schedule.seed % 2 === 0 || schedule.timeToActiveMs === NEVER_MS ? 'allowed' : 'refused',
  });
  const externalState = new ExternalState(account, schedule);
  const history = createHistory(schedule, account, clock, random);
  const templates = createTemplates({
    settingsWithRelease:
      schedule.channels === 0
        ? []
        : SETTINGS_NAMES.filter((settingsName) => settingsName !== schedule.settingsWithoutRelease),
    adoptArn: externalState.adoptable,
    timeouts: schedule.timeouts,
    serviceTimeout: schedule.serviceTimeout,
  });
  if (schedule.failingCreations > 0) account.creationFailures.add({ times: schedule.failingCreations });
  const faults = new FaultPlan(schedule.faults);
  const lateCalls: Promise<void>[] = [];
  const deployment = new Deployment();
  deployment.getLagMs = schedule.getLagMs;
  deployment.recordLagMs = schedule.recordLagMs;
  const records = new StackRecords(clock);
  let events = 0;
  const send = (event: SimulatedEvent): void => {
    fn.deliver(event, 0);
    for (const duplicate of schedule.duplicates) {
      if (duplicate.event === events) fn.deliver(event, duplicate.delayMs);
    }
    events += 1;
  };
  const shared = { records, deployment, isInUse: (arn: string) => account.channels().some(isUsing(arn)) };
  const serviceTimeoutMs =
    schedule.serviceTimeout === undefined ? {} : { serviceTimeoutMs: schedule.serviceTimeout * 1000 };
  const stack: SimulatedStack = new SimulatedStack(
    { clock, log, send },
    {
      ...shared,
      ...schedule.stack,
      ...serviceTimeoutMs,
      onDeleteFailed: () => {
        // A run that crashed cannot move the channels back.
        if (schedule.faults.some(({ kind }) => kind.startsWith('crash'))) return;
        // Assumption: a short ServiceTimeout leaves time for one call that hangs, not for two.
        const hanging = schedule.faults.filter(({ kind }) => kind.startsWith('hangs') || kind === 'slow');
        if (schedule.serviceTimeout !== undefined && hanging.length > 1) return;
        // The deadline may pass while the function waits for the deletion in IVS. No channel can be moved back then.
        if (account.recordingConfigurations().every(({ arn }) => arn !== stack.current?.physicalId)) return;
        const wrongChannels = externalState.findWrongChannels(stack.current);
        violations.push(...wrongChannels.map((text) => `${text}, although the Delete failed`));
      },
    },
  );
  const other: SimulatedStack = new SimulatedStack(
    {
      clock,
      log: (line) => {
        log(`(other) ${line}`);
      },
      send,
    },
    { ...shared, name: 'other' },
  );
  const deleteOutside = watchDeletions(account, (arn) => {
    log(`IVS deletes ${arn}`);
    for (const each of [stack, other]) {
      if (each.isReferenced(arn)) violations.push(`${arn} was deleted while the stack still had it`);
    }
    if (externalState.isExternal(arn, { current: undefined, committed: stack.committed }) && !other.committed.has(arn))
      violations.push(`${arn} was deleted, but existed before the stack`);
    if (deployment.isKept(arn)) violations.push(`${arn} was deleted although it was retained`);
  });
  const lags = { recordLagMs: schedule.recordLagMs, eventLagMs: schedule.eventLagMs };
  const fn = new SimulatedFunction({
    network: { clock, random, faults, onLateCall: (promise) => lateCalls.push(promise) },
    account,
    history,
    externalState,
    records: records.withLag(lags, random),
    functionTimeoutMs: schedule.functionTimeoutMs,
    onRecordRead: (requestId) => {
      stack.trackRead(requestId, clock.now() - schedule.recordLagMs);
    },
    acceptResponse: (requestId, body) => {
      log(`response to ${requestId}: ${body}`);
      if (body.includes('DeletedDuringCreate: ') && deployment.deletedOutsideAt.size === 0) {
        violations.push(`${requestId} reported a deletion outside the stack that did not happen`);
      }
      (requestId.startsWith('other-') ? other : stack).acceptResponse(requestId, body);
    },
    log,
  });
  const operators = new Operators({
    clock,
    account,
    externalState,
    deployment,
    stack,
    other,
    deleteOutside,
    deliver: (event) => {
      fn.deliver(event);
    },
    log,
  });

  // If creates never finish, a rollback could not recreate a deleted configuration.
  const canDeleteOutside = schedule.timeToActiveMs !== NEVER_MS;
  const context: StepContext = {
    stack,
    clock,
    externalState,
    templates,
    deleteOutside,
    canDeleteOutside,
    deployment,
    account,
    getLagMs: schedule.getLagMs,
    known: new Map(),
  };
  for (const [index, step] of schedule.steps.entries()) {
    log(`--- ${JSON.stringify(step)}`);
    operators.trackCurrent();
    const before = stack.current;
    const expectedError = predictError(step, context);
    const traceLength = trace.length;
    const stepStartedAt = clock.now();
    const operatorActions = schedule.operatorActions
      .filter(({ step: of }) => of === index)
      .map(({ afterMs, action }) => clock.sleep(afterMs, forever).then(() => operators.perform(action)));
    const isDeletedOutside =
      (await runStep(step, context)) || hasDeletionSince(deployment, before?.sentAt ?? stepStartedAt);
    await Promise.all(operatorActions);
    await fn.waitUntilIdle();
    await Promise.all(lateCalls.splice(0));
    const { current } = stack;
    violations.push(...stack.violations.splice(0), ...other.violations.splice(0));
    violations.push(...findViolations(stack, account, externalState, [other]));
    const isUnchanged =
      current !== undefined && before?.failedStatus === undefined && current.template === before?.template;
    if (before !== undefined && isUnchanged && current.physicalId !== before.physicalId) {
      const isUndetectable = account
        .recordingConfigurations()
        .some((each) => each.arn === before.physicalId && deployment.isUndetectable(each));
      if (!isDeletedOutside && !isUndetectable)
        violations.push(`${before.physicalId} was replaced although the template is unchanged`);
    }
    if (expectedError !== undefined && !trace.slice(traceLength).some((line) => line.includes(expectedError))) {
      violations.push(`the error is missing: ${expectedError}`);
    }
    if (violations.length > 0) break;
    if (current?.failedStatus !== 'CREATE_FAILED')
      externalState.attachChannels(current, (arn) =>
        account.recordingConfigurations().some((each) => each.arn === arn),
      );
  }
  if (trace.some((line) => line.includes(SECRET))) violations.push('a log line or a response contains the ResponseURL');
  return { violations, trace, faultCounts: faults.faultCounts };
}

/** Whether an operator deleted a configuration since then. */
function hasDeletionSince({ deletedOutsideAt, getLagMs }: Deployment, at: number): boolean {
  return [...deletedOutsideAt.values()].some((deletedAt) => deletedAt + getLagMs >= at);
}

function createHistory(
  { listLagMs, tagLagMs, getLagMs }: Schedule,
  account: IvsAccount,
  clock: Clock,
  random: () => number,
): AccountHistory | undefined {
  if (listLagMs + tagLagMs + getLagMs === 0) return undefined;
  return new AccountHistory(account, clock, { listLagMs, tagLagMs, getLagMs }, random);
}

const isUsing =
  (arn: string) =>
  (channel: { readonly recordingConfigurationArn: string }): boolean =>
    channel.recordingConfigurationArn === arn;

/** The state that the steps of a schedule share. */
interface StepContext {
  readonly stack: SimulatedStack;
  readonly clock: Clock;
  readonly externalState: ExternalState;
  readonly templates: Templates;
  /** Deletes a configuration outside the stack. */
  readonly deleteOutside: (arn: string) => void;
  readonly canDeleteOutside: boolean;
  readonly deployment: Deployment;
  readonly account: IvsAccount;
  readonly getLagMs: number;
  /** The templates that were deployed so far, by their JSON. */
  readonly known: Map<string, NonNullable<Template>>;
}

/** The error that a step must report: a configuration that was deleted cannot be adopted. */
function predictError(step: Step, context: StepContext): string | undefined {
  const { stack, externalState, account } = context;
  const { adoptable } = externalState;
  if (step.kind === 'delete' || step.kind === 'refactor' || stack.current !== undefined) return undefined;
  if (adoptable === undefined || account.recordingConfigurations().some(({ arn }) => arn === adoptable)) {
    return undefined;
  }
  if (step.kind === 'deploy' && step.otherFailsAfterMs !== undefined) return undefined;
  return findTemplate(step, context)?.AdoptArn === adoptable
    ? `AdoptArnNotFound: AdoptArn ${adoptable} does not exist.`
    : undefined;
}

/** The template that a step deploys. Equal properties give the same object, because changes are detected by identity. */
function findTemplate(step: Step, context: StepContext): Template {
  const template = createTemplate(step, context);
  if (template === undefined) return undefined;
  const key = JSON.stringify(template);
  const known = context.known.get(key) ?? template;
  context.known.set(key, known);
  return known;
}

function createTemplate(step: Step, { templates, deployment, account }: StepContext): Template {
  if (step.kind === 'delete' || step.kind === 'refactor') return undefined;
  const template = templates[step.template];
  const adoptTarget = step.kind === 'deploy' ? step.adoptTarget : undefined;
  if (template === undefined || adoptTarget === undefined) return template;
  const own = Object.fromEntries(Object.entries(template).filter(([key]) => key !== 'AdoptArn'));
  if (adoptTarget === 'nothing') return own;
  const missing = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/missing12345';
  if (adoptTarget === 'missing') return { ...own, AdoptArn: missing };
  const retained = account
    .recordingConfigurations()
    .findLast(({ arn, name }) => deployment.retained.has(arn) && name === own.Name);
  return retained === undefined ? template : { ...own, AdoptArn: retained.arn };
}

/** Runs a step. Returns whether the configuration was deleted outside the stack. */
async function runStep(step: Step, context: StepContext): Promise<boolean> {
  const { stack, clock, externalState, deleteOutside, account, deployment } = context;
  const { current } = stack;
  if (step.kind === 'refactor') {
    externalState.saveChannels(current);
    stack.refactor(step.to);
    return false;
  }
  const template = findTemplate(step, context);
  // Without a change CloudFormation sends no event, and the deletion stays undetected.
  const wouldBeDetected =
    step.kind === 'deploy after deletion' && current !== undefined && current.template !== template;
  const exists = account.recordingConfigurations().some(({ arn }) => arn === current?.physicalId);
  const isDetectable = wouldBeDetected && context.canDeleteOutside && exists;
  if (current !== undefined && (isDetectable || isRefusedInUse(stack.getOldProperties(current), template))) {
    externalState.detachChannels(current.physicalId);
  }
  externalState.saveChannels(current);
  if (isDetectable) {
    deleteOutside(current.physicalId);
    deployment.deletedOutsideAt.set(current.physicalId, clock.now());
    // An event right after the deletion might not see it yet.
    await clock.sleep(context.getLagMs + 1, forever);
  }
  const otherFailsAfterMs = step.kind === 'deploy' ? step.otherFailsAfterMs : undefined;
  const otherFailure = otherFailsAfterMs === undefined ? undefined : clock.sleep(otherFailsAfterMs, forever);
  if (step.kind === 'delete') await stack.delete();
  else await stack.deploy(template, otherFailure, step.kind === 'deploy' ? pickOptions(step) : {});
  return isDetectable;
}

function pickOptions({
  isRollbackDisabled,
  rootFailsAfterMs,
  policies,
}: Extract<Step, { kind: 'deploy' }>): DeployOptions {
  return {
    rootFailsAfterMs,
    ...(isRollbackDisabled === undefined ? {} : { isRollbackDisabled }),
    ...(policies === undefined ? {} : { policies }),
  };
}

/** Whether the function correctly refuses to delete the resource while channels use its configuration. */
function isRefusedInUse(before: Template, after: Template): boolean {
  // Invalid properties have no OnInUse either.
  return after === undefined && (before?.OnInUse !== 'RELEASE' || before.Name === 'bad');
}
