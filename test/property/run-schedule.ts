import { IvsAccount } from '../../local/ivs/account';
import { createSeededIds } from '../../local/ivs/id-source';
import type { Clock } from '../../lambda/time/clock';
import { VirtualClock } from '../support/virtual-clock';
import { FaultPlan } from './fault';
import { findBrokenLaws, watchDeletions } from './laws';
import { Outside } from './outside';
import { createRandom } from './random';
import { NEVER_MS, type Schedule, type Step } from './schedule';
import { SECRET, SimulatedFunction, type SimulatedEvent } from './simulated-function';
import { SimulatedStack, type Template } from './simulated-stack';
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
    journal.push(`${String(clock.now() - startedAt).padStart(8)} ms  ${line}`);
  };
  const account = new IvsAccount({
    clock,
    ids: createSeededIds(schedule.seed),
    timeToActiveMs: schedule.timeToActiveMs,
    // What is never created could never be deleted either, if that were refused.
    deleteWhileCreating: schedule.seed % 2 === 0 || schedule.timeToActiveMs === NEVER_MS ? 'allowed' : 'refused',
  });
  const outside = new Outside(account, schedule);
  const templates = createTemplates({
    released: schedule.channels === 0 ? [] : LETTERS.filter((letter) => letter !== schedule.unreleased),
    adoptArn: outside.adoptable,
  });
  if (schedule.failingCreations > 0) account.creationFailures.add({ times: schedule.failingCreations });
  const faults = new FaultPlan(schedule.faults);
  let events = 0;
  const stack: SimulatedStack = new SimulatedStack({
    clock,
    log,
    send: (event: SimulatedEvent) => {
      fn.deliver(event, 0);
      for (const duplicate of schedule.duplicates) {
        if (duplicate.event === events) fn.deliver(event, duplicate.delayMs);
      }
      events += 1;
    },
  });
  const vanish = watchDeletions(account, (arn) => {
    log(`IVS deletes ${arn}`);
    if (stack.isReferenced(arn)) broken.push(`${arn} was deleted while the stack still had it`);
    if (outside.holds(arn, { current: undefined, kept: stack.kept }))
      broken.push(`${arn} was deleted, and was there before`);
  });
  const fn = new SimulatedFunction({
    network: { clock, random: createRandom(schedule.seed), faults },
    account,
    records: stack.records,
    accept: (requestId, body) => {
      log(`answer to ${requestId}: ${body}`);
      stack.accept(requestId, body);
    },
    log,
  });

  // Where nothing can be created, the roll-back could not make what has vanished anew.
  const canVanish = schedule.timeToActiveMs !== NEVER_MS;
  const place: Place = { stack, clock, outside, templates, vanish, canVanish };
  for (const step of schedule.steps) {
    log(`--- ${JSON.stringify(step)}`);
    const before = stack.current;
    const refusal = foreseeRefusal(step, place);
    const journalled = journal.length;
    const hasVanished = await carryOut(step, place);
    await fn.waitUntilIdle();
    const { current } = stack;
    broken.push(...stack.violations.splice(0), ...findBrokenLaws(stack, account, outside));
    if (before !== undefined && current?.template === before.template && current.physicalId !== before.physicalId) {
      if (!hasVanished) broken.push(`${before.physicalId} was replaced although the template is what it was`);
    }
    if (refusal !== undefined && !journal.slice(journalled).some((line) => line.includes(refusal))) {
      broken.push(`nobody was told: ${refusal}`);
    }
    if (broken.length > 0) break;
    outside.attach(current);
  }
  if (journal.some((line) => line.includes(SECRET))) broken.push('a log line or an answer holds the ResponseURL');
  return { broken, journal, met: faults.met };
}

/** Where the steps of a schedule are carried out. */
interface Place {
  readonly stack: SimulatedStack;
  readonly clock: Clock;
  readonly outside: Outside;
  readonly templates: Templates;
  /** Deletes a configuration behind the stack's back. */
  readonly vanish: (arn: string) => void;
  readonly canVanish: boolean;
}

/** What a step has to be refused with: what was deleted can be adopted no more. */
function foreseeRefusal(step: Step, { stack, outside, templates }: Place): string | undefined {
  const { adoptable } = outside;
  if (step.kind === 'delete' || stack.current !== undefined || adoptable === undefined) return undefined;
  if (step.kind === 'deploy' && step.otherFailsAfterMs !== undefined) return undefined;
  if (templates[step.template]?.AdoptArn === undefined || !stack.kept.has(adoptable)) return undefined;
  return `There is no recording configuration ${adoptable}`;
}

/** Whether the configuration was deleted behind the back. */
async function carryOut(step: Step, place: Place): Promise<boolean> {
  const { stack, clock, outside, templates, vanish } = place;
  const { current } = stack;
  const template = step.kind === 'delete' ? undefined : templates[step.template];
  // Without a change CloudFormation sends nothing, and nobody would notice.
  const wouldBeNoticed = step.kind === 'vanish' && current !== undefined && current.template !== template;
  const isNoticed = wouldBeNoticed && place.canVanish;
  if (current !== undefined && (isNoticed || isRefusedInUse(current.template, template))) {
    outside.detach(current.physicalId);
  }
  outside.remember(current);
  if (isNoticed) vanish(current.physicalId);
  const otherFailsAfterMs = step.kind === 'deploy' ? step.otherFailsAfterMs : undefined;
  const otherFailure = otherFailsAfterMs === undefined ? undefined : clock.sleep(otherFailsAfterMs, forever);
  if (step.kind === 'delete') await stack.delete();
  else await stack.deploy(template, otherFailure);
  return isNoticed;
}

/** Whether a deletion of the resource would rightly be refused while channels use what it has. */
function isRefusedInUse(before: Template, after: Template): boolean {
  return after === undefined && before?.OnInUse !== 'RELEASE';
}
