import type { StackResource } from '../../lambda/aws/stacks';
import type { Clock } from '../../lambda/time/clock';
import type { SimulatedEvent } from './simulated-function';
import type { Records } from './simulated-ports';

/** An answer as CloudFormation reads it. */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

/** The resource's properties in a template; undefined where the template has no such resource. */
export type Template = Readonly<Record<string, unknown>> | undefined;

export interface StackWorld {
  readonly clock: Clock;
  /** Sends an event to the function. */
  readonly send: (event: SimulatedEvent) => void;
  readonly log: (line: string) => void;
}

/** CloudFormation waits this long for an answer, as the construct asks it to. */
const SERVICE_TIMEOUT_MS = 1_200_000;
const LOGICAL_ID = 'Recording';
/** How often a person tries again what ended in a state that needs one. */
const MAX_TRIES = 4;

interface Current {
  readonly physicalId: string;
  readonly template: NonNullable<Template>;
}

/**
 * One stack with one recording configuration and one other resource, which may fail at any time. Its status changes
 * before the event of that change is sent, and an answer is recorded as soon as it is there.
 */
export class SimulatedStack implements Records {
  /** What the stack says it has; undefined for nothing. */
  current: Current | undefined;
  /** What went against the protocol. */
  readonly violations: string[] = [];
  /** Whether the other resource of the stack is still at work. */
  awaitsOther = false;
  #stackNumber = 0;
  #requests = 0;
  #status = 'DELETE_COMPLETE';
  #resource: StackResource | undefined;
  #goal: Template;
  /** Whether an operation of the stack has ended well since the resource was created last. */
  #isCreationFinal = false;
  readonly #waiting = new Map<string, (answer: Answer) => void>();

  constructor(readonly world: StackWorld) {}

  get stackId(): string {
    return `arn:aws:cloudformation:us-east-1:123456789012:stack/video/${this.#stackNumber}`;
  }

  get exists(): boolean {
    return !['DELETE_COMPLETE', 'ROLLBACK_COMPLETE'].includes(this.#status);
  }

  resource(stackId: string): StackResource | undefined {
    return stackId === this.stackId ? this.#resource : { status: 'DELETE_COMPLETE', physicalId: undefined };
  }

  status(stackId: string): string {
    return stackId === this.stackId ? this.#status : 'DELETE_COMPLETE';
  }

  goal(stackId: string): Template {
    return stackId === this.stackId ? this.#goal : undefined;
  }

  isCreationFinal(stackId: string): boolean {
    return stackId !== this.stackId || this.#isCreationFinal;
  }

  /** Whether deleting this configuration now would take away what the stack has. */
  isReferenced(arn: string): boolean {
    return this.#resource?.physicalId === arn && !this.#resource.status.startsWith('DELETE_');
  }

  /** Takes an answer from the function; the first one counts. */
  accept(requestId: string, body: string): void {
    if (Buffer.byteLength(body) > 4096) this.violations.push(`the answer to ${requestId} is longer than 4096 bytes`);
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    waiting?.(JSON.parse(body) as Answer);
  }

  /**
   * Creates or updates the stack.
   *
   * @param otherFailure - resolves when the other resource fails; undefined if it does not
   */
  async deploy(template: Template, otherFailure: Promise<void> | undefined): Promise<void> {
    this.awaitsOther = otherFailure !== undefined;
    const other =
      otherFailure === undefined
        ? createNeverFailing()
        : { failure: otherFailure, fails: () => otherFailure.then(() => true) };
    void otherFailure?.then(() => {
      this.awaitsOther = false;
    });
    if (this.exists) await this.#update(template, other);
    else {
      this.#stackNumber += 1;
      this.#resource = undefined;
      await this.#create(template, other);
    }
  }

  async delete(): Promise<void> {
    if (!this.exists) return;
    this.#enter('DELETE_IN_PROGRESS');
    await this.#deleteCurrent();
    this.#enter('DELETE_COMPLETE');
  }

  async #create(template: Template, other: Other): Promise<void> {
    this.#enter('CREATE_IN_PROGRESS');
    const made = template === undefined ? true : await this.#createResource(template, other);
    if (made && !(await other.fails())) {
      this.#enter('CREATE_COMPLETE');
      return;
    }
    this.#enter('ROLLBACK_IN_PROGRESS');
    await this.#deleteCurrent();
    this.#enter('ROLLBACK_COMPLETE');
  }

  async #update(template: Template, other: Other): Promise<void> {
    this.#enter('UPDATE_IN_PROGRESS');
    const before = this.current;
    if (template !== undefined && before === undefined) {
      const made = await this.#createResource(template, other);
      if (made && !(await other.fails())) {
        this.#enter('UPDATE_COMPLETE');
        return;
      }
      this.#enter('UPDATE_ROLLBACK_IN_PROGRESS');
      await this.#deleteCurrent();
      this.#enter('UPDATE_ROLLBACK_COMPLETE');
      return;
    }
    if (template === undefined || before === undefined || template === before.template) {
      if (await other.fails()) {
        this.#enter('UPDATE_ROLLBACK_COMPLETE');
        return;
      }
      this.#enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      if (template === undefined) await this.#deleteCurrent();
      this.#enter('UPDATE_COMPLETE');
      return;
    }
    await this.#updateResource(before, template, other);
  }

  /** Whether the resource was created; `current` is then, or else, what has to be deleted. */
  async #createResource(template: NonNullable<Template>, other: Other): Promise<boolean> {
    this.#set('CREATE_IN_PROGRESS', undefined);
    this.#goal = template;
    const answer = await this.#ask('Create', { ResourceProperties: template }, other);
    const invented = `video-${LOGICAL_ID}-INVENTED`;
    const physicalId = typeof answer === 'string' ? invented : answer.PhysicalResourceId;
    const succeeded = typeof answer !== 'string' && answer.Status === 'SUCCESS';
    this.#isCreationFinal = false;
    this.#set(succeeded ? 'CREATE_COMPLETE' : 'CREATE_FAILED', physicalId);
    this.current = { physicalId, template };
    return succeeded;
  }

  async #updateResource(before: Current, template: NonNullable<Template>, other: Other): Promise<void> {
    const answer = await this.#askUpdate(before, template, other);
    if (typeof answer !== 'string' && answer.Status === 'SUCCESS') {
      const after: Current = { physicalId: answer.PhysicalResourceId, template };
      this.#set('UPDATE_COMPLETE', after.physicalId);
      this.current = after;
      if (!(await other.fails())) {
        this.#enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
        await this.#cleanUp(before, after);
        this.#enter('UPDATE_COMPLETE');
        return;
      }
      await this.#rollBack(after, before.template);
      return;
    }
    if (typeof answer !== 'string' && answer.PhysicalResourceId !== before.physicalId) {
      this.violations.push(
        `a failed Update answered with ${answer.PhysicalResourceId} instead of ${before.physicalId}`,
      );
    }
    this.#set('UPDATE_FAILED', before.physicalId);
    await this.#rollBack({ physicalId: before.physicalId, template }, before.template);
  }

  /** Updates from what was reached, or tried, back to the template before. */
  async #rollBack(from: Current, template: NonNullable<Template>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      this.#enter('UPDATE_ROLLBACK_IN_PROGRESS');
      const answer = await this.#askUpdate(from, template, createNeverFailing());
      if (typeof answer !== 'string' && answer.Status === 'SUCCESS') {
        const after: Current = { physicalId: answer.PhysicalResourceId, template };
        this.#set('UPDATE_COMPLETE', after.physicalId);
        this.current = after;
        this.#enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
        await this.#cleanUp(from, after);
        this.#enter('UPDATE_ROLLBACK_COMPLETE');
        return;
      }
      this.#set('UPDATE_FAILED', from.physicalId);
      this.#enter('UPDATE_ROLLBACK_FAILED');
      if (tries === MAX_TRIES) {
        this.violations.push(`the roll-back failed ${MAX_TRIES} times`);
        return;
      }
    }
  }

  async #cleanUp(from: Current, after: Current): Promise<void> {
    if (from.physicalId === after.physicalId) return;
    const answer = await this.#ask(
      'Delete',
      { PhysicalResourceId: from.physicalId, ResourceProperties: from.template },
      createNeverFailing(),
    );
    if (typeof answer === 'string' || answer.Status === 'FAILED') {
      // CloudFormation gives up on it; nobody would delete it any more.
      this.violations.push(`the clean-up of ${from.physicalId} failed: ${JSON.stringify(answer)}`);
    }
  }

  async #deleteCurrent(): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    for (let tries = 1; ; tries += 1) {
      this.#set('DELETE_IN_PROGRESS', current.physicalId);
      const answer = await this.#ask(
        'Delete',
        { PhysicalResourceId: current.physicalId, ResourceProperties: current.template },
        createNeverFailing(),
      );
      if (typeof answer !== 'string' && answer.Status === 'SUCCESS') break;
      this.#set('DELETE_FAILED', current.physicalId);
      if (tries === MAX_TRIES) {
        this.violations.push(`the deletion failed ${MAX_TRIES} times`);
        return;
      }
    }
    this.#set('DELETE_COMPLETE', current.physicalId);
    this.current = undefined;
  }

  #askUpdate(from: Current, template: NonNullable<Template>, other: Other): Promise<Answer | Silence> {
    this.#set('UPDATE_IN_PROGRESS', from.physicalId);
    this.#goal = template;
    const fields = {
      PhysicalResourceId: from.physicalId,
      ResourceProperties: template,
      OldResourceProperties: from.template,
    };
    return this.#ask('Update', fields, other);
  }

  /** Sends an event and waits for its answer, unless the other resource fails first or the time is up. */
  async #ask(
    type: SimulatedEvent['RequestType'],
    fields: Pick<SimulatedEvent, 'PhysicalResourceId' | 'ResourceProperties' | 'OldResourceProperties'>,
    other: Other,
  ): Promise<Answer | Silence> {
    this.#requests += 1;
    const requestId = `${type}-${this.#requests}`;
    const over = new AbortController();
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(requestId, resolve));
    const timedOut = this.world.clock.sleep(SERVICE_TIMEOUT_MS, over.signal).then(
      () => 'no answer' as const,
      () => 'no answer' as const,
    );
    const cancelled = other.failure.then(() => 'cancelled' as const);
    this.world.log(`CloudFormation sends ${requestId} for ${fields.PhysicalResourceId ?? 'nothing yet'}`);
    this.world.send({
      RequestType: type,
      RequestId: requestId,
      LogicalResourceId: LOGICAL_ID,
      StackId: this.stackId,
      ...fields,
    });
    const answer = await Promise.race([answered, timedOut, cancelled]);
    over.abort();
    this.#waiting.delete(requestId);
    if (answer === 'no answer') this.violations.push(`there was no answer to ${requestId}`);
    this.world.log(`CloudFormation has for ${requestId}: ${JSON.stringify(answer)}`);
    return answer;
  }

  #enter(status: string): void {
    this.#status = status;
    if (['CREATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE'].includes(status)) {
      this.#isCreationFinal = true;
    }
    this.world.log(`the stack is ${status}`);
  }

  #set(status: string, physicalId: string | undefined): void {
    this.#resource = { status, physicalId };
    this.world.log(`the resource is ${status} as ${physicalId ?? 'nothing yet'}`);
  }
}

/** Why there is no answer. */
type Silence = 'no answer' | 'cancelled';

/** The other resource of the stack. */
interface Other {
  /** Resolves when it fails; never if it does not. */
  readonly failure: Promise<void>;
  /** Whether it fails, once that is known. */
  readonly fails: () => Promise<boolean>;
}

function createNeverFailing(): Other {
  return { failure: new Promise(() => undefined), fails: () => Promise.resolve(false) };
}
