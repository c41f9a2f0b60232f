import { parseRecordingConfigurationArn } from '../../schema/arn';
import { Correspondence, type Answer, type CorrespondenceWorld, type Silence } from './cloudformation-messages';
import { Estate } from './deployment';
import type { SimulatedEvent } from './simulated-function';
import { isEndedWell, StackRecords } from './stack-records';

/** The resource's properties in a template; undefined where the template has no such resource. */
export type Template = Readonly<Record<string, unknown>> | undefined;

const LOGICAL_ID = 'Recording';
/** How often a person tries again what ended in a state that needs one. */
const MAX_TRIES = 4;
/** How often CloudFormation tries a cleanup before it skips the resource. */
const MAX_CLEANUP_TRIES = 3;

/** What the template says beside the resource's properties. */
export interface Policies {
  readonly deletion: 'Delete' | 'Retain' | 'RetainExceptOnCreate';
  readonly replacement: 'Delete' | 'Retain';
}

export const DELETE_ALL: Policies = { deletion: 'Delete', replacement: 'Delete' };

export interface Current {
  readonly physicalId: string;
  readonly template: NonNullable<Template>;
  readonly policies?: Policies;
  /** The state in which the resource was left, as rollback is disabled; undefined where it is as its template says. */
  readonly failed?: 'CREATE_FAILED' | 'UPDATE_FAILED';
  /** What the failed update was to reach. */
  readonly tried?: NonNullable<Template>;
  /** The request that failed. */
  readonly requestId?: string | undefined;
  /** When the event was sent that last succeeded. */
  readonly sentAt: number;
}

/** How the stack is, in all of its operations. */
export interface StackOptions {
  /** Default `video`. */
  readonly name?: string;
  /** Default: records of its own. */
  readonly records?: StackRecords;
  readonly estate?: Estate;
  /** Whether it is nested, in a root that is created with it or was there before. Default: it is not. */
  readonly nesting?: 'none' | 'new root' | 'old root';
  readonly serviceTimeoutMs?: number;
  /** Whether the record of the resource shows the deletion of what was replaced. Default: only the events do. */
  readonly recordFollowsCleanup?: boolean;
  /** What CloudFormation gives as the old properties after an update that failed. Default: what that was to reach. */
  readonly oldProperties?: 'tried' | 'reached';
  /** What an update does with a resource that is CREATE_FAILED. Default: deletes it before it creates it again. */
  readonly failedCreation?: 'deleted first' | 'deleted in cleanup';
  /** Whether a channel uses a configuration, so that a Delete of it may fail. Default: none does. */
  readonly isInUse?: (arn: string) => boolean;
  /** Is notified when a Delete of what the resource has was reported to have failed. */
  readonly onDeleteFailed?: () => void;
}

/** How an operation of the stack goes. */
export interface DeployOptions {
  readonly isRollbackDisabled?: boolean;
  /** How long after the nested stack is complete its root fails; undefined if it does not. */
  readonly rootFailsAfterMs?: number | undefined;
  /** Default: everything is deleted. */
  readonly policies?: Policies;
}

/** An operation of the stack. */
interface Run extends DeployOptions {
  readonly other: Other;
  readonly policies: Policies;
}

const forever = new AbortController().signal;

/**
 * One stack with one recording configuration and one other resource, which may fail at any time. Its status changes
 * before the event of that change is sent, and a response is recorded as soon as it is there.
 */
export class SimulatedStack {
  /** What the stack says it has; undefined for nothing. */
  current: Current | undefined;
  /** What was replaced, and is deleted by the next operation that succeeds; only where rollback is disabled. */
  readonly pending: Current[] = [];
  /** What went against the protocol. */
  readonly violations: string[] = [];
  /** Whether the other resource of the stack is still at work. */
  awaitsOther = false;
  /** The ids that the stack had at the end of an operation that ended well. */
  readonly kept = new Set<string>();
  readonly records: StackRecords;
  readonly estate: Estate;
  readonly name: string;
  logicalId = LOGICAL_ID;
  /** Whether the resource was refactored since its last event: its owner tags name the former resource. */
  isMoved = false;
  #stackNumber = 0;
  /** What the stack had when the operation under way began. */
  #heldAtStart: readonly string[] = [];
  readonly #correspondence: Correspondence;
  /** Updates that were cancelled. */
  readonly #cancelled: { readonly requestId: string; readonly template: NonNullable<Template> }[] = [];

  constructor(
    readonly world: CorrespondenceWorld,
    readonly options: StackOptions = {},
  ) {
    this.name = options.name ?? 'video';
    this.records = options.records ?? new StackRecords(world.clock);
    this.estate = options.estate ?? new Estate();
    this.#correspondence = new Correspondence(
      world,
      (violation) => this.violations.push(violation),
      options.serviceTimeoutMs,
      options.name === undefined ? '' : `${options.name}-`,
    );
  }

  get stackId(): string {
    return this.#idOf(this.name);
  }

  get rootId(): string {
    return this.#isNested ? this.#idOf(`${this.name}-root`) : this.stackId;
  }

  get #isNested(): boolean {
    return (this.options.nesting ?? 'none') !== 'none';
  }

  #idOf(name: string): string {
    return `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/${this.#stackNumber}`;
  }

  get status(): string {
    return this.records.stack(this.stackId)?.status ?? 'DELETE_COMPLETE';
  }

  get exists(): boolean {
    return !['DELETE_COMPLETE', 'ROLLBACK_COMPLETE'].includes(this.status);
  }

  /** Whether deleting this configuration now would take away what the stack has. */
  isReferenced(arn: string): boolean {
    const resource = this.records.resource(this.stackId, this.logicalId);
    if (typeof resource === 'string' || resource.status.startsWith('DELETE_')) return false;
    return resource.physicalId === arn && !resource.status.startsWith('DELETE_');
  }

  /** Whether the configuration is the stack's to delete later, or may be left by an event that failed. */
  mayHave({ arn, tags }: { readonly arn: string; readonly tags: Readonly<Record<string, string>> }): boolean {
    const { current } = this;
    const held = [...(current === undefined ? [] : [current]), ...this.pending];
    // What such a request left may be found by a later one.
    if (this.estate.isDropped(tags)) this.estate.optional.add(arn);
    if (held.some(({ physicalId }) => physicalId === arn) || this.estate.isDropped(tags)) return true;
    return held.some(
      ({ requestId }) =>
        requestId !== undefined &&
        this.#correspondence.mayLeave(requestId) &&
        Object.values(tags).some((value) => value.split(' ')[0] === requestId),
    );
  }

  accept(requestId: string, body: string): void {
    this.#correspondence.accept(requestId, body);
  }

  /** The function reads the record of the resource for a request, as it was at some time. */
  noteRead(requestId: string, asOf: number): void {
    this.#correspondence.noteRead(requestId, asOf);
  }

  /**
   * Creates or updates the stack.
   *
   * @param otherFailure - resolves when the other resource fails; undefined if it does not
   */
  async deploy(
    template: Template,
    otherFailure: Promise<void> | undefined,
    options: DeployOptions = {},
  ): Promise<void> {
    this.awaitsOther = otherFailure !== undefined;
    const other =
      otherFailure === undefined
        ? createNeverFailing()
        : { failure: otherFailure, fails: () => otherFailure.then(() => true) };
    void otherFailure?.then(() => {
      this.awaitsOther = false;
    });
    // Assumption: after a failure without a rollback, later ones come without a rollback too.
    const isStuck = this.exists && ['CREATE_FAILED', 'UPDATE_FAILED'].includes(this.status);
    const isRollbackDisabled = options.isRollbackDisabled === true || isStuck;
    const run = { ...options, other, isRollbackDisabled, policies: options.policies ?? DELETE_ALL };
    if (this.exists) await this.#update(template, run);
    else {
      // A stack whose creation was rolled back has to be deleted before it can be created again.
      if (this.#stackNumber > 0) this.records.enter(this.stackId, 'DELETE_COMPLETE');
      this.#begin();
      await this.#create(template, run);
    }
  }

  async delete(): Promise<void> {
    if (!this.exists) return;
    this.#enterRoot('DELETE_IN_PROGRESS');
    this.#enter('DELETE_IN_PROGRESS');
    await this.#deleteCurrent('removal');
    await this.#deletePending();
    this.#enter(this.current === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED');
    this.#enterRoot(this.current === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED');
  }

  /** Gives the resource another logical id, or moves it to another stack. The function gets no event. */
  refactor(to: 'logical id' | 'stack'): void {
    const { current } = this;
    if (current === undefined || current.failed !== undefined || this.status.endsWith('_FAILED')) return;
    this.records.set(this.stackId, this.logicalId, 'absent');
    if (to === 'stack') {
      this.#enter('UPDATE_COMPLETE');
      this.#begin();
      if (this.options.nesting === 'new root') this.#enterRoot('CREATE_COMPLETE');
    } else {
      this.logicalId = `${this.logicalId}2`;
    }
    this.#set('UPDATE_COMPLETE', current.physicalId, current.template);
    this.#enter(to === 'stack' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
    this.isMoved = true;
  }

  #begin(): void {
    this.#stackNumber += 1;
    if (this.#isNested) {
      this.records.begin(this.rootId);
      if (this.options.nesting === 'old root') {
        this.records.enter(this.rootId, 'CREATE_IN_PROGRESS');
        this.records.enter(this.rootId, 'CREATE_COMPLETE');
      }
    }
    this.records.begin(this.stackId, this.rootId);
  }

  get #rootKind(): 'CREATE' | 'UPDATE' {
    return this.options.nesting === 'new root' ? 'CREATE' : 'UPDATE';
  }

  async #create(template: Template, run: Run): Promise<void> {
    this.#enterRoot(`${this.#rootKind}_IN_PROGRESS`);
    this.#enter('CREATE_IN_PROGRESS');
    const made = template === undefined ? true : await this.#createResource(template, run);
    if (made && !(await run.other.fails())) {
      this.#enter('CREATE_COMPLETE');
      if (!(await this.#rootFails(run))) {
        this.#enterRoot(`${this.#rootKind}_COMPLETE`);
        return;
      }
      await this.#undoCreation('DELETE');
      return;
    }
    if (run.isRollbackDisabled === true) {
      this.#enter('CREATE_FAILED');
      this.#enterRoot(`${this.#rootKind}_FAILED`);
      return;
    }
    await this.#undoCreation('ROLLBACK');
  }

  async #undoCreation(by: 'ROLLBACK' | 'DELETE'): Promise<void> {
    const root = this.#rootKind === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
    if (by === 'DELETE') this.#enterRoot(`${root}_IN_PROGRESS`);
    this.#enter(`${by}_IN_PROGRESS`);
    await this.#deleteCurrent('rollback of its creation');
    this.#enter(`${by}_COMPLETE`);
    this.#enterRoot(`${root}_COMPLETE`);
  }

  async #update(template: Template, run: Run): Promise<void> {
    this.#heldAtStart = [...(this.current === undefined ? [] : [this.current]), ...this.pending].map(
      ({ physicalId }) => physicalId,
    );
    this.#enterRoot('UPDATE_IN_PROGRESS');
    this.#enter('UPDATE_IN_PROGRESS');
    if (this.current?.failed === 'CREATE_FAILED') {
      const { current } = this;
      if (this.options.failedCreation === 'deleted in cleanup' && template !== undefined) {
        this.pending.push(current);
        this.current = undefined;
      } else {
        await this.#deleteCurrent('rollback of its creation');
      }
    }
    const before = this.current;
    if (template !== undefined && before === undefined) {
      const made = await this.#createResource(template, run);
      if (made && !(await run.other.fails())) {
        await this.#complete(
          run,
          () => Promise.resolve(),
          () => this.#undoAddition(),
        );
        return;
      }
      if (run.isRollbackDisabled === true) {
        this.#fail();
        return;
      }
      await this.#undoAddition();
      this.#enterRoot('UPDATE_ROLLBACK_COMPLETE');
      return;
    }
    if (
      template === undefined ||
      before === undefined ||
      (template === before.template && before.failed === undefined)
    ) {
      if (await run.other.fails()) {
        if (run.isRollbackDisabled === true) {
          this.#fail();
          return;
        }
        this.#enter('UPDATE_ROLLBACK_COMPLETE');
        this.#enterRoot('UPDATE_ROLLBACK_COMPLETE');
        return;
      }
      const keep = (): Promise<void> => {
        this.#enter('UPDATE_ROLLBACK_COMPLETE');
        return Promise.resolve();
      };
      const remove = (): Promise<void> => (template === undefined ? this.#deleteCurrent('removal') : Promise.resolve());
      await this.#complete(run, remove, keep);
      if (this.current !== undefined && template !== undefined) {
        this.current = { ...this.current, policies: run.policies };
      }
      return;
    }
    await this.#updateResource(before, template, run);
  }

  async #undoAddition(): Promise<void> {
    this.#enter('UPDATE_ROLLBACK_IN_PROGRESS');
    this.#enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.#deleteCurrent('rollback of its creation');
    this.#enter('UPDATE_ROLLBACK_COMPLETE');
  }

  #fail(): void {
    this.#enter('UPDATE_FAILED');
    this.#enterRoot('UPDATE_FAILED');
  }

  /** All resources have been updated; the root decides whether that stays, and what is no longer needed is deleted. */
  async #complete(run: Run, cleanUp: () => Promise<void>, undo: () => Promise<void>): Promise<void> {
    this.#enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    if (await this.#rootFails(run)) {
      this.#enterRoot('UPDATE_ROLLBACK_IN_PROGRESS');
      await undo();
      this.#enterRoot('UPDATE_ROLLBACK_COMPLETE');
      return;
    }
    this.#enterRoot('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    // What an operation that ended well replaced or removed was the stack's, however it came to it.
    for (const physicalId of this.#heldAtStart) this.kept.add(physicalId);
    await cleanUp();
    await this.#deletePending();
    this.#enter('UPDATE_COMPLETE');
    this.#enterRoot('UPDATE_COMPLETE');
  }

  async #rootFails({ rootFailsAfterMs, isRollbackDisabled }: Run): Promise<boolean> {
    if (!this.#isNested || rootFailsAfterMs === undefined || isRollbackDisabled === true) return false;
    await this.world.clock.sleep(rootFailsAfterMs, forever);
    return true;
  }

  /** Whether the resource was created; `current` is then, or else, what has to be deleted. */
  async #createResource(template: NonNullable<Template>, { other, policies }: Run): Promise<boolean> {
    this.#set('CREATE_IN_PROGRESS', '', template);
    this.isMoved = false;
    let requestId: string | undefined;
    const sentAt = this.world.clock.now();
    const onSent = (id: string): void => {
      requestId = id;
    };
    const answer = await this.#ask('Create', { ResourceProperties: template }, other, { onSent });
    const invented = `${this.name}-${this.logicalId}-INVENTED-${requestId ?? ''}`;
    const physicalId = typeof answer === 'string' ? invented : answer.PhysicalResourceId;
    const succeeded = typeof answer !== 'string' && answer.Status === 'SUCCESS';
    if (succeeded) this.#tell('CREATE_IN_PROGRESS', physicalId, template);
    this.#set(succeeded ? 'CREATE_COMPLETE' : 'CREATE_FAILED', physicalId, template);
    this.current = {
      physicalId,
      template,
      policies,
      sentAt,
      ...(succeeded ? {} : { failed: 'CREATE_FAILED', requestId }),
    };
    return succeeded;
  }

  async #updateResource(before: Current, template: NonNullable<Template>, run: Run): Promise<void> {
    const { answer, requestId, sentAt } = await this.#askUpdate(before, template, run.other);
    if (typeof answer !== 'string' && answer.Status === 'SUCCESS') {
      const after: Current = { physicalId: answer.PhysicalResourceId, template, policies: run.policies, sentAt };
      this.#finishUpdate(before, after);
      if (!(await run.other.fails())) {
        await this.#complete(
          run,
          () => this.#cleanUp(before, after),
          () => this.#rollBack(after, before),
        );
        return;
      }
      if (run.isRollbackDisabled === true) {
        if (before.physicalId !== after.physicalId) {
          this.pending.push(before);
          this.estate.reused.add(before.physicalId);
        }
        this.#fail();
        return;
      }
      await this.#rollBack(after, before);
      this.#enterRoot('UPDATE_ROLLBACK_COMPLETE');
      return;
    }
    if (typeof answer !== 'string' && answer.PhysicalResourceId !== before.physicalId) {
      this.violations.push(
        `a failed Update answered with ${answer.PhysicalResourceId} instead of ${before.physicalId}`,
      );
    }
    if (answer === 'cancelled') this.#cancelled.push({ requestId, template });
    const reason =
      typeof answer === 'string'
        ? 'Resource update cancelled'
        : 'Received response status [FAILED] from custom resource. Message returned: …';
    this.#set('UPDATE_FAILED', before.physicalId, template, reason);
    if (run.isRollbackDisabled === true) {
      this.current = { ...before, failed: 'UPDATE_FAILED', tried: template, requestId };
      this.estate.reused.add(before.physicalId);
      this.#fail();
      return;
    }
    await this.#rollBack({ ...before, template }, before);
    this.#enterRoot('UPDATE_ROLLBACK_COMPLETE');
  }

  #finishUpdate(from: Current, after: Current): void {
    if (from.physicalId !== after.physicalId) this.#tell('UPDATE_IN_PROGRESS', after.physicalId, after.template);
    this.#set('UPDATE_COMPLETE', after.physicalId, after.template);
    // What is the resource's again is not deleted as what was replaced.
    const index = this.pending.findIndex(({ physicalId }) => physicalId === after.physicalId);
    if (index >= 0) this.pending.splice(index, 1);
    this.current = after;
  }

  /**
   * The templates whose tags a cancelled update may have left, as all that it could see of CloudFormation was older than
   * the cancellation.
   */
  get unseenTemplates(): readonly NonNullable<Template>[] {
    return this.#cancelled
      .filter(({ requestId }) => this.#correspondence.isUnaware(requestId))
      .map(({ template }) => template);
  }

  /** Updates from what was reached, or tried, back to what there was before. */
  async #rollBack(from: Current, before: Current): Promise<void> {
    const { template } = before;
    for (let tries = 1; ; tries += 1) {
      this.#enter('UPDATE_ROLLBACK_IN_PROGRESS');
      const { answer, sentAt } = await this.#askUpdate(from, template, createNeverFailing(), tries > 1);
      if (typeof answer !== 'string' && answer.Status === 'SUCCESS') {
        const { policies = DELETE_ALL } = before;
        const after: Current = { physicalId: answer.PhysicalResourceId, template, policies, sentAt };
        this.#finishUpdate(from, after);
        this.#enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
        await this.#cleanUp(from, after, true);
        this.#enter('UPDATE_ROLLBACK_COMPLETE');
        return;
      }
      this.#set('UPDATE_FAILED', from.physicalId, template);
      this.#enter('UPDATE_ROLLBACK_FAILED');
      if (tries === MAX_TRIES) {
        this.violations.push(`the rollback failed ${MAX_TRIES} times, last: ${JSON.stringify(answer)}`);
        return;
      }
    }
  }

  async #cleanUp(from: Current, after: Current, isRollback = false): Promise<void> {
    if (from.physicalId === after.physicalId) return;
    if ((isRollback ? from : after).policies?.replacement === 'Retain') {
      this.#skip(from.physicalId, isRollback);
      return;
    }
    await this.#deleteReplaced(from);
  }

  /** Deletes what the resource has no longer; CloudFormation tries it three times. */
  async #deleteReplaced(from: Current): Promise<void> {
    const record = this.records.resource(this.stackId, this.logicalId);
    let answer: Answer | Silence = 'no answer';
    for (let tries = 1; tries <= MAX_CLEANUP_TRIES; tries += 1) {
      const going = { status: 'DELETE_IN_PROGRESS', physicalId: from.physicalId };
      this.records.tell(this.stackId, this.logicalId, going);
      if (this.options.recordFollowsCleanup === true) this.records.set(this.stackId, this.logicalId, going);
      answer = await this.#ask(
        'Delete',
        { PhysicalResourceId: from.physicalId, ResourceProperties: from.template },
        createNeverFailing(),
      );
      const isGone = typeof answer !== 'string' && answer.Status === 'SUCCESS';
      const status = isGone ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
      this.records.tell(this.stackId, this.logicalId, { status, physicalId: from.physicalId });
      if (this.options.recordFollowsCleanup === true) this.records.set(this.stackId, this.logicalId, record as never);
      if (isGone) return;
    }
    // CloudFormation gives up on it; nobody would delete it any more.
    const isTooHasty = answer === 'no answer' && this.#correspondence.isHasty;
    if (isTooHasty) this.estate.optional.add(from.physicalId);
    else if (this.options.isInUse?.(from.physicalId) === true) this.estate.abandoned.add(from.physicalId);
    else this.violations.push(`the cleanup of ${from.physicalId} failed: ${JSON.stringify(answer)}`);
  }

  async #deletePending(): Promise<void> {
    for (const old of this.pending.splice(0)) {
      if (old.failed !== 'CREATE_FAILED' && old.policies?.replacement === 'Retain') this.#skip(old.physicalId);
      else if (old.physicalId !== this.current?.physicalId) await this.#deleteReplaced(old);
    }
  }

  async #deleteCurrent(cause: 'removal' | 'rollback of its creation'): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    const { deletion } = current.policies ?? DELETE_ALL;
    const isKept = deletion === 'RetainExceptOnCreate' && cause === 'removal' && current.failed !== 'CREATE_FAILED';
    if (deletion === 'Retain' || isKept) {
      this.#set('DELETE_SKIPPED', current.physicalId, current.template);
      this.#skip(current.physicalId, cause !== 'removal');
      const { requestId } = current;
      if (requestId !== undefined && this.#correspondence.mayLeave(requestId)) this.estate.dropped.add(requestId);
      this.current = undefined;
      return;
    }
    const properties = this.describedBy(current);
    for (let tries = 1; ; tries += 1) {
      this.#set('DELETE_IN_PROGRESS', current.physicalId, properties);
      const answer = await this.#ask(
        'Delete',
        { PhysicalResourceId: current.physicalId, ResourceProperties: properties },
        createNeverFailing(),
        { isPatient: tries > 1 },
      );
      if (typeof answer !== 'string' && answer.Status === 'SUCCESS') break;
      this.#set('DELETE_FAILED', current.physicalId, properties);
      if (typeof answer !== 'string') this.options.onDeleteFailed?.();
      if (tries === MAX_TRIES) {
        this.violations.push(`the deletion failed ${MAX_TRIES} times, last: ${JSON.stringify(answer)}`);
        return;
      }
    }
    this.#set('DELETE_COMPLETE', current.physicalId, properties);
    this.current = undefined;
  }

  /** The properties that CloudFormation gives as those of what there is. */
  describedBy({ template, tried }: Current): NonNullable<Template> {
    return this.options.oldProperties === 'reached' ? template : (tried ?? template);
  }

  #skip(physicalId: string, isRollback = false): void {
    this.#tell('DELETE_SKIPPED', physicalId, undefined);
    const isThere = parseRecordingConfigurationArn(physicalId) !== undefined && !this.estate.vanished.has(physicalId);
    if (isThere && !this.estate.retained.has(physicalId)) {
      (isRollback ? this.estate.optional : this.estate.retained).add(physicalId);
      this.estate.reused.add(physicalId);
    }
    this.world.log(`CloudFormation retains ${physicalId}`);
  }

  async #askUpdate(
    from: Current,
    template: NonNullable<Template>,
    other: Other,
    isPatient = false,
  ): Promise<{ readonly answer: Answer | Silence; readonly requestId: string; readonly sentAt: number }> {
    this.#set('UPDATE_IN_PROGRESS', from.physicalId, template);
    const old = this.describedBy(from);
    const sentAt = this.world.clock.now();
    let requestId = '';
    const answer = await this.#ask(
      'Update',
      { PhysicalResourceId: from.physicalId, ResourceProperties: template, OldResourceProperties: old },
      other,
      {
        isPatient,
        onSent: (id) => {
          requestId = id;
        },
      },
    );
    if (typeof answer !== 'string' && answer.Status === 'SUCCESS') {
      this.isMoved = false;
      // An update repairs what was changed before it was sent.
      if ((this.estate.tampered.get(answer.PhysicalResourceId) ?? Infinity) < sentAt) {
        this.estate.tampered.delete(answer.PhysicalResourceId);
      }
    }
    return { answer, requestId, sentAt };
  }

  #ask(
    type: SimulatedEvent['RequestType'],
    fields: Pick<SimulatedEvent, 'PhysicalResourceId' | 'ResourceProperties' | 'OldResourceProperties'>,
    other: Other,
    { onSent, isPatient }: { readonly onSent?: (requestId: string) => void; readonly isPatient?: boolean } = {},
  ): Promise<Answer | Silence> {
    const event = { RequestType: type, LogicalResourceId: this.logicalId, StackId: this.stackId, ...fields };
    return this.#correspondence.ask(event, other.failure, onSent, isPatient);
  }

  #enter(status: string): void {
    this.records.enter(this.stackId, status);
    if (!this.#isNested) this.#noteEnd(status);
    this.world.log(`the stack is ${status}`);
  }

  /** The root of nested stacks enters a state. */
  #enterRoot(status: string): void {
    if (!this.#isNested) return;
    this.records.enter(this.rootId, status);
    this.#noteEnd(status);
    this.world.log(`the root is ${status}`);
  }

  #noteEnd(status: string): void {
    if (!isEndedWell(status) || this.current === undefined) return;
    this.kept.add(this.current.physicalId);
    // What was retained is the stack's again, for good.
    this.estate.retained.delete(this.current.physicalId);
  }

  #set(status: string, physicalId: string, properties: Template, reason = ''): void {
    this.records.set(this.stackId, this.logicalId, { status, physicalId });
    this.#tell(status, physicalId, properties, reason);
    this.world.log(`the resource is ${status} as ${physicalId === '' ? 'nothing yet' : physicalId}`);
  }

  #tell(status: string, physicalId: string, properties: Template, reason = ''): void {
    this.records.tell(this.stackId, this.logicalId, { status, physicalId }, properties, reason);
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
