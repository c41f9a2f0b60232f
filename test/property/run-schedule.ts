import { IvsAccount } from '../../local/ivs/account';
import { createSeededIds } from '../../local/ivs/id-source';
import type { Clock } from '../../lambda/time/clock';
import { VirtualClock } from '../support/virtual-clock';
import { FaultPlan } from './fault';
import { findBrokenLaws, watchDeletions } from './laws';
import { createRandom } from './random';
import { NEVER_MS, TEMPLATES, type Schedule, type Step } from './schedule';
import { SECRET, SimulatedFunction, type SimulatedEvent } from './simulated-function';
import { SimulatedStack } from './simulated-stack';

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
  });
  const fn = new SimulatedFunction({
    network: { clock, random: createRandom(schedule.seed), faults },
    account,
    records: stack,
    accept: (requestId, body) => {
      log(`answer to ${requestId}: ${body}`);
      stack.accept(requestId, body);
    },
    log,
  });

  for (const step of schedule.steps) {
    log(`--- ${JSON.stringify(step)}`);
    const before = stack.current;
    const hasVanished = await carryOut(step, stack, clock, vanish);
    await fn.waitUntilIdle();
    const { current } = stack;
    broken.push(...stack.violations.splice(0), ...findBrokenLaws(current, account.recordingConfigurations()));
    if (before !== undefined && current?.template === before.template && current.physicalId !== before.physicalId) {
      if (!hasVanished) broken.push(`${before.physicalId} was replaced although the template is what it was`);
    }
    if (broken.length > 0) break;
  }
  if (journal.some((line) => line.includes(SECRET))) broken.push('a log line or an answer holds the ResponseURL');
  return { broken, journal, met: faults.met };
}

/** Whether the configuration was deleted behind the back. */
async function carryOut(
  step: Step,
  stack: SimulatedStack,
  clock: Clock,
  vanish: (arn: string) => void,
): Promise<boolean> {
  switch (step.kind) {
    case 'deploy':
      await stack.deploy(
        TEMPLATES[step.template],
        step.otherFailsAfterMs === undefined ? undefined : clock.sleep(step.otherFailsAfterMs, forever),
      );
      return false;
    case 'delete':
      await stack.delete();
      return false;
    case 'vanish': {
      const template = TEMPLATES[step.template];
      const { current } = stack;
      // Without a change CloudFormation sends nothing, and nobody would notice.
      const isNoticed = current !== undefined && current.template !== template;
      if (isNoticed) vanish(current.physicalId);
      await stack.deploy(template, undefined);
      return isNoticed;
    }
  }
}
