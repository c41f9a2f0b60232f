import { Correspondence, type Answer, type CorrespondenceWorld, type Silence } from './correspondence';
import type { SimulatedEvent } from './simulated-function';
import { isEndedWell, StackRecords } from './stack-records';

/** The resource's properties in a template; undefined where the template has no such resource. */
export type Template = Readonly<Record<string, unknown>> | undefined;

const LOGICAL_ID = 'Recording';
/** How often a person tries again what ended in a state that needs one. */
const MAX_TRIES = 4;

export interface Current {
  readonly physicalId: string;
  readonly template: NonNullable<Template>;
}

/**
 * One stack with one recording configuration and one other resource, which may fail at any time. Its status changes
 * before the event of that change is sent, and an answer is recorded as soon as it is there.
 */
export class SimulatedStack {
  /** What the stack says it has; undefined for nothing. */
  current: Current | undefined;
  /** What went against the protocol. */
  readonly violations: string[] = [];
  /** Whether the other resource of the stack is still at work. */
  awaitsOther = false;
  /** The ids that the stack had at the end of an operation that ended well. */
  readonly kept = new Set<string>();
  readonly records = new StackRecords();
  #stackNumber = 0;
  readonly #correspondence: Correspondence;

  constructor(readonly world: CorrespondenceWorld) {
    this.#correspondence = new Correspondence(world, (violation) => this.violations.push(violation));
  }

  get stackId(): string {
    return `arn:aws:cloudformation:us-east-1:123456789012:stack/video/${this.#stackNumber}`;
  }

  get exists(): boolean {
    const status = this.records.status(this.stackId) ?? 'DELETE_COMPLETE';
    return !['DELETE_COMPLETE', 'ROLLBACK_COMPLETE'].includes(status);
  }

  /** Whether deleting this configuration now would take away what the stack has. */
  isReferenced(arn: string): boolean {
    const resource = this.records.resource(this.stackId);
    return resource?.physicalId === arn && !resource.status.startsWith('DELETE_');
  }

  accept(requestId: string, body: string): void {
    this.#correspondence.accept(requestId, body);
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
      // A stack whose creation was rolled back has to be deleted before it can be created anew.
      if (this.#stackNumber > 0) this.records.enter(this.stackId, 'DELETE_COMPLETE');
      this.#stackNumber += 1;
      this.records.begin(this.stackId);
      await this.#create(template, other);
    }
  }

  async delete(): Promise<void> {
    if (!this.exists) return;
    this.#enter('DELETE_IN_PROGRESS');
    await this.#deleteCurrent();
    this.#enter(this.current === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED');
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
    this.records.aim(this.stackId, template);
    const answer = await this.#ask('Create', { ResourceProperties: template }, other);
    const invented = `video-${LOGICAL_ID}-INVENTED`;
    const physicalId = typeof answer === 'string' ? invented : answer.PhysicalResourceId;
    const succeeded = typeof answer !== 'string' && answer.Status === 'SUCCESS';
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
        this.violations.push(`the deletion failed ${MAX_TRIES} times, last: ${JSON.stringify(answer)}`);
        return;
      }
    }
    this.#set('DELETE_COMPLETE', current.physicalId);
    this.current = undefined;
  }

  #askUpdate(from: Current, template: NonNullable<Template>, other: Other): Promise<Answer | Silence> {
    this.#set('UPDATE_IN_PROGRESS', from.physicalId);
    this.records.aim(this.stackId, template);
    const fields = {
      PhysicalResourceId: from.physicalId,
      ResourceProperties: template,
      OldResourceProperties: from.template,
    };
    return this.#ask('Update', fields, other);
  }

  #ask(
    type: SimulatedEvent['RequestType'],
    fields: Pick<SimulatedEvent, 'PhysicalResourceId' | 'ResourceProperties' | 'OldResourceProperties'>,
    other: Other,
  ): Promise<Answer | Silence> {
    const event = { RequestType: type, LogicalResourceId: LOGICAL_ID, StackId: this.stackId, ...fields };
    return this.#correspondence.ask(event, other.failure);
  }

  #enter(status: string): void {
    this.records.enter(this.stackId, status);
    if (isEndedWell(status) && this.current !== undefined) this.kept.add(this.current.physicalId);
    this.world.log(`the stack is ${status}`);
  }

  #set(status: string, physicalId: string | undefined): void {
    this.records.set(this.stackId, { status, physicalId });
    this.world.log(`the resource is ${status} as ${physicalId ?? 'nothing yet'}`);
  }
}

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
