import { IvsAccount } from '../../tools/emulator/ivs/account';
import { createSeededIds } from '../../tools/emulator/ivs/id-source';
import type { Clock } from '../../lambda/util/clock';
import { VirtualClock } from '../support/virtual-clock';
import { AccountHistory } from './account-history';
import { Estate } from './deployment';
import { FaultPlan } from './fault';
import { findBrokenLaws, watchDeletions } from './invariants';
import { Outside } from './external-state';
import { People } from './operators';
import { createRandom } from './random';
import { NEVER_MS, type Schedule, type Step } from './schedule';
import { SECRET, SimulatedFunction, type SimulatedEvent } from './simulated-function';
import { SimulatedStack, type DeployOptions, type Template } from './simulated-stack';
import { StackRecords } from './stack-records';
import { createTemplates, LETTERS, type Templates } from './templates';

const forever = new AbortController().signal;

/** How a schedule ended. */
export interface Verdict {
  /** The laws that were broken, in words; empty if none was. */
  readonly broken: readonly string[];
  /** What happened, line by line. */
  readonly journal: readonly string[];
  /** How often each fault met its call, as `site: kind`. */
  readonly met: ReadonlyMap<string, number>;
}

/** Runs a schedule in virtual time and checks the laws after every finished stack operation. */
export async function runSchedule(schedule: Schedule): Promise<Verdict> {
  const clock = new VirtualClock();
  const startedAt = clock.now();
  const journal: string[] = [];
  const broken: string[] = [];
  const log = (line: string): void => {
    journal.push(`${String(Math.round(clock.now() - startedAt)).padStart(8)} ms  ${line}`);
  };
  const random = createRandom(schedule.seed);
  const account = new IvsAccount({
    clock,
    ids: createSeededIds(schedule.seed),
    timeToActiveMs: schedule.timeToActiveMs,
    // What is never created could never be deleted either, if that were refused.
    deleteWhileCreating: schedule.seed % 2 === 0 || schedule.timeToActiveMs === NEVER_MS ? 'allowed' : 'refused',
  });
  const outside = new Outside(account, schedule);
  const history = createHistory(schedule, account, clock, random);
  const templates = createTemplates({
    released: schedule.channels === 0 ? [] : LETTERS.filter((letter) => letter !== schedule.unreleased),
    adoptArn: outside.adoptable,
    timeouts: schedule.timeouts,
    serviceTimeout: schedule.serviceTimeout,
  });
  if (schedule.failingCreations > 0) account.creationFailures.add({ times: schedule.failingCreations });
  const faults = new FaultPlan(schedule.faults);
  const late: Promise<void>[] = [];
  const estate = new Estate();
  estate.noticeMs = schedule.getLagMs;
  estate.recordLagMs = schedule.recordLagMs;
  const records = new StackRecords(clock);
  let events = 0;
  const send = (event: SimulatedEvent): void => {
    fn.deliver(event, 0);
    for (const duplicate of schedule.duplicates) {
      if (duplicate.event === events) fn.deliver(event, duplicate.delayMs);
    }
    events += 1;
  };
  const shared = { records, estate, isInUse: (arn: string) => account.channels().some(uses(arn)) };
  const serviceTimeoutMs =
    schedule.serviceTimeout === undefined ? {} : { serviceTimeoutMs: schedule.serviceTimeout * 1000 };
  const stack: SimulatedStack = new SimulatedStack(
    { clock, log, send },
    {
      ...shared,
      ...schedule.stack,
      ...serviceTimeoutMs,
      onDeleteFailed: () => {
        // A run that died cannot undo what it did.
        if (schedule.faults.some(({ kind }) => kind.startsWith('crash'))) return;
        // The time may be over while the function waits until IVS shows the deletion: no channel can be moved back then.
        if (account.recordingConfigurations().every(({ arn }) => arn !== stack.current?.physicalId)) return;
        const misled = outside.findMisledChannels(stack.current);
        broken.push(...misled.map((text) => `${text}, although the Delete failed`));
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
  const vanish = watchDeletions(account, (arn) => {
    log(`IVS deletes ${arn}`);
    for (const each of [stack, other]) {
      if (each.isReferenced(arn)) broken.push(`${arn} was deleted while the stack still had it`);
    }
    if (outside.holds(arn, { current: undefined, kept: stack.kept }) && !other.kept.has(arn))
      broken.push(`${arn} was deleted, and was there before`);
    if (estate.holds(arn)) broken.push(`${arn} was deleted although it was retained`);
  });
  const lags = { recordLagMs: schedule.recordLagMs, eventLagMs: schedule.eventLagMs };
  const fn = new SimulatedFunction({
    network: { clock, random, faults, onLate: (promise) => late.push(promise) },
    account,
    history,
    outside,
    records: records.lagging(lags, random),
    limitMs: schedule.limitMs,
    onRecordRead: (requestId) => {
      stack.noteRead(requestId, clock.now() - schedule.recordLagMs);
    },
    accept: (requestId, body) => {
      log(`answer to ${requestId}: ${body}`);
      if (/vanished \d+ times/.test(body) && estate.vanished.size === 0) {
        broken.push(`${requestId} failed as though people had deleted what it made`);
      }
      (requestId.startsWith('other-') ? other : stack).accept(requestId, body);
    },
    log,
  });
  const people = new People({
    clock,
    account,
    outside,
    estate,
    stack,
    other,
    vanish,
    deliver: (event) => {
      fn.deliver(event);
    },
    log,
  });

  // Where nothing can be created, the rollback could not make what has vanished anew.
  const canVanish = schedule.timeToActiveMs !== NEVER_MS;
  const place: Place = {
    stack,
    clock,
    outside,
    templates,
    vanish,
    canVanish,
    estate,
    account,
    getLagMs: schedule.getLagMs,
    known: new Map(),
  };
  for (const [index, step] of schedule.steps.entries()) {
    log(`--- ${JSON.stringify(step)}`);
    people.note();
    const before = stack.current;
    const refusal = foreseeRefusal(step, place);
    const journalled = journal.length;
    const beganAt = clock.now();
    const happenings = schedule.happenings
      .filter(({ step: of }) => of === index)
      .map(({ afterMs, act }) => clock.sleep(afterMs, forever).then(() => people.act(act)));
    const hasVanished = (await carryOut(step, place)) || wasDeletedSince(estate, before?.sentAt ?? beganAt);
    await Promise.all(happenings);
    await fn.waitUntilIdle();
    await Promise.all(late.splice(0));
    const { current } = stack;
    broken.push(...stack.violations.splice(0), ...other.violations.splice(0));
    broken.push(...findBrokenLaws(stack, account, outside, [other]));
    const isSame = current !== undefined && before?.failed === undefined && current.template === before?.template;
    if (before !== undefined && isSame && current.physicalId !== before.physicalId) {
      const isHidden = account
        .recordingConfigurations()
        .some((each) => each.arn === before.physicalId && estate.isHidden(each));
      if (!hasVanished && !isHidden)
        broken.push(`${before.physicalId} was replaced although the template is what it was`);
    }
    if (refusal !== undefined && !journal.slice(journalled).some((line) => line.includes(refusal))) {
      broken.push(`nobody was told: ${refusal}`);
    }
    if (broken.length > 0) break;
    if (current?.failed !== 'CREATE_FAILED')
      outside.attach(current, (arn) => account.recordingConfigurations().some((each) => each.arn === arn));
  }
  if (journal.some((line) => line.includes(SECRET))) broken.push('a log line or an answer holds the ResponseURL');
  return { broken, journal, met: faults.met };
}

/** Whether people deleted anything since then. */
function wasDeletedSince({ vanished, noticeMs }: Estate, at: number): boolean {
  return [...vanished.values()].some((deletedAt) => deletedAt + noticeMs >= at);
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

const uses =
  (arn: string) =>
  (channel: { readonly recordingConfigurationArn: string }): boolean =>
    channel.recordingConfigurationArn === arn;

/** Where the steps of a schedule are carried out. */
interface Place {
  readonly stack: SimulatedStack;
  readonly clock: Clock;
  readonly outside: Outside;
  readonly templates: Templates;
  /** Deletes a configuration outside the stack. */
  readonly vanish: (arn: string) => void;
  readonly canVanish: boolean;
  readonly estate: Estate;
  readonly account: IvsAccount;
  readonly getLagMs: number;
  /** The templates that were deployed so far, by what they say. */
  readonly known: Map<string, NonNullable<Template>>;
}

/** What a step has to be refused with: what was deleted can be adopted no more. */
function foreseeRefusal(step: Step, place: Place): string | undefined {
  const { stack, outside, account } = place;
  const { adoptable } = outside;
  if (step.kind === 'delete' || step.kind === 'refactor' || stack.current !== undefined) return undefined;
  if (adoptable === undefined || account.recordingConfigurations().some(({ arn }) => arn === adoptable)) {
    return undefined;
  }
  if (step.kind === 'deploy' && step.otherFailsAfterMs !== undefined) return undefined;
  return findTemplate(step, place)?.AdoptArn === adoptable
    ? `There is no recording configuration ${adoptable}`
    : undefined;
}

/** The template that a step deploys: the same object for the same properties, since a change is told by it. */
function findTemplate(step: Step, place: Place): Template {
  const template = createTemplate(step, place);
  if (template === undefined) return undefined;
  const key = JSON.stringify(template);
  const known = place.known.get(key) ?? template;
  place.known.set(key, known);
  return known;
}

function createTemplate(step: Step, { templates, estate, account }: Place): Template {
  if (step.kind === 'delete' || step.kind === 'refactor') return undefined;
  const template = templates[step.template];
  const adopts = step.kind === 'deploy' ? step.adopts : undefined;
  if (template === undefined || adopts === undefined) return template;
  const own = Object.fromEntries(Object.entries(template).filter(([key]) => key !== 'AdoptArn'));
  if (adopts === 'nothing') return own;
  const missing = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/missing12345';
  if (adopts === 'missing') return { ...own, AdoptArn: missing };
  const retained = account
    .recordingConfigurations()
    .findLast(({ arn, name }) => estate.retained.has(arn) && name === own.Name);
  return retained === undefined ? template : { ...own, AdoptArn: retained.arn };
}

/** Whether the configuration was deleted outside the stack. */
async function carryOut(step: Step, place: Place): Promise<boolean> {
  const { stack, clock, outside, vanish, account, estate } = place;
  const { current } = stack;
  if (step.kind === 'refactor') {
    outside.remember(current);
    stack.refactor(step.to);
    return false;
  }
  const template = findTemplate(step, place);
  // Without a change CloudFormation sends nothing, and nobody would notice.
  const wouldBeNoticed = step.kind === 'vanish' && current !== undefined && current.template !== template;
  const isThere = account.recordingConfigurations().some(({ arn }) => arn === current?.physicalId);
  const isNoticed = wouldBeNoticed && place.canVanish && isThere;
  if (current !== undefined && (isNoticed || isRefusedInUse(stack.describedBy(current), template))) {
    outside.detach(current.physicalId);
  }
  outside.remember(current);
  if (isNoticed) {
    vanish(current.physicalId);
    estate.vanished.set(current.physicalId, clock.now());
    // Whoever is told of it at once may not see it yet.
    await clock.sleep(place.getLagMs + 1, forever);
  }
  const otherFailsAfterMs = step.kind === 'deploy' ? step.otherFailsAfterMs : undefined;
  const otherFailure = otherFailsAfterMs === undefined ? undefined : clock.sleep(otherFailsAfterMs, forever);
  if (step.kind === 'delete') await stack.delete();
  else await stack.deploy(template, otherFailure, step.kind === 'deploy' ? pickOptions(step) : {});
  return isNoticed;
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

/** Whether a deletion of the resource would rightly be refused while channels use what it has. */
function isRefusedInUse(before: Template, after: Template): boolean {
  // Properties that cannot be used do not say RELEASE either.
  return after === undefined && (before?.OnInUse !== 'RELEASE' || before.Name === 'bad');
}
