import { parseRecordingConfigurationArn } from '../../schema/arn';
import {
  CloudFormationMessages,
  type Response,
  type CloudFormationDependencies,
  type NoResponse,
} from './cloudformation-messages';
import { Deployment } from './deployment';
import type { SimulatedEvent } from './simulated-function';
import { isCommittedStatus, StackRecords } from './stack-records';

/** The resource's properties in a template; undefined where the template has no such resource. */
export type Template = Readonly<Record<string, unknown>> | undefined;

const LOGICAL_ID = 'Recording';
/** How often an operator retries a failed delete or rollback. */
const MAX_TRIES = 4;
/** How often CloudFormation tries a cleanup before it abandons the resource. */
const MAX_CLEANUP_TRIES = 3;

/** The DeletionPolicy and the UpdateReplacePolicy of the resource. */
export interface Policies {
  readonly deletion: 'Delete' | 'Retain' | 'RetainExceptOnCreate';
  readonly replacement: 'Delete' | 'Retain';
}

export const DELETE_ALL: Policies = { deletion: 'Delete', replacement: 'Delete' };

/** The resource as the stack has it. */
export interface CurrentResource {
  readonly physicalId: string;
  readonly template: NonNullable<Template>;
  readonly policies?: Policies;
  /** The failed status of the resource without a rollback; undefined if the last event succeeded. */
  readonly failedStatus?: 'CREATE_FAILED' | 'UPDATE_FAILED';
  /** The template that the failed update attempted. */
  readonly attempted?: NonNullable<Template>;
  /** The id of the failed request. */
  readonly requestId?: string | undefined;
  /** When the last successful event was sent. */
  readonly sentAt: number;
}

/** The options of a stack, for all of its operations. */
export interface StackOptions {
  /** Default `video`. */
  readonly name?: string;
  /** Default: new records. */
  readonly records?: StackRecords;
  readonly deployment?: Deployment;
  /** Whether the stack is nested, in a root that is created with it or that exists already. Default: `none`. */
  readonly nesting?: 'none' | 'new root' | 'old root';
  readonly serviceTimeoutMs?: number;
  /** Whether the record of the resource shows the cleanup of a replacement. Default: only the events do. */
  readonly recordFollowsCleanup?: boolean;
  /** The old properties that CloudFormation sends after a failed update. Default: `attempted`. */
  readonly oldProperties?: 'attempted' | 'applied';
  /** When an update deletes a resource that is CREATE_FAILED. Default: before it creates the resource again. */
  readonly failedCreation?: 'deleted first' | 'deleted in cleanup';
  /** Whether a channel uses a configuration, so that its Delete may fail. Default: no channel does. */
  readonly isInUse?: (arn: string) => boolean;
  /** Called when the function reports that the Delete of the current configuration failed. */
  readonly onDeleteFailed?: () => void;
}

/** The options of a stack operation. */
export interface DeployOptions {
  readonly isRollbackDisabled?: boolean;
  /** How long after the nested stack completes its root fails, in milliseconds. Default: it does not fail. */
  readonly rootFailsAfterMs?: number | undefined;
  /** Default: everything is deleted. */
  readonly policies?: Policies;
}

/** A stack operation. */
interface StackOperation extends DeployOptions {
  readonly other: OtherResource;
  readonly policies: Policies;
}

const forever = new AbortController().signal;

/**
 * A stack with one recording configuration and one other resource, which may fail at any time. The status changes before
 * the event is sent, and a response is recorded as soon as it arrives.
 */
export class SimulatedStack {
  /** The resource that the stack lists; undefined for none. */
  current: CurrentResource | undefined;
  /** Replaced resources that the next successful operation deletes. Only with rollback disabled. */
  readonly pending: CurrentResource[] = [];
  /** Violations of the custom resource protocol. */
  readonly violations: string[] = [];
  /** Whether the other resource of the stack is still in progress. */
  isOtherPending = false;
  /** The physical ids that the stack had when an operation succeeded. */
  readonly committed = new Set<string>();
  readonly records: StackRecords;
  readonly deployment: Deployment;
  readonly name: string;
  logicalId = LOGICAL_ID;
  /** Whether the resource was refactored since its last event: its owner tags name the former resource. */
  isRefactored = false;
  #stackNumber = 0;
  /** The physical ids of the stack at the start of the current operation. */
  #idsAtStart: readonly string[] = [];
  readonly #messages: CloudFormationMessages;
  /** The canceled updates. */
  readonly #canceled: { readonly requestId: string; readonly template: NonNullable<Template> }[] = [];

  constructor(
    readonly dependencies: CloudFormationDependencies,
    readonly options: StackOptions = {},
  ) {
    this.name = options.name ?? 'video';
    this.records = options.records ?? new StackRecords(dependencies.clock);
    this.deployment = options.deployment ?? new Deployment();
    this.#messages = new CloudFormationMessages(
      dependencies,
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

  /** Whether the stack currently has this configuration, so that nothing may delete it. */
  isReferenced(arn: string): boolean {
    const resource = this.records.resource(this.stackId, this.logicalId);
    // The next operation deletes what a failed create left.
    if (typeof resource === 'string' || resource.status === 'CREATE_FAILED') return false;
    return resource.physicalId === arn && !resource.status.startsWith('DELETE_');
  }

  /** Whether the stack deletes the configuration later, or a failed event may have left it. */
  canOwn({ arn, tags }: { readonly arn: string; readonly tags: Readonly<Record<string, string>> }): boolean {
    const { current } = this;
    const held = [...(current === undefined ? [] : [current]), ...this.pending];
    // A later request may find the orphan of such a request.
    if (this.deployment.isOfRequestWithoutDelete(tags)) this.deployment.optional.add(arn);
    if (held.some(({ physicalId }) => physicalId === arn) || this.deployment.isOfRequestWithoutDelete(tags))
      return true;
    return held.some(
      ({ requestId }) =>
        requestId !== undefined &&
        this.#messages.canLeaveOrphan(requestId) &&
        Object.values(tags).some((value) => value.split(' ')[0] === requestId),
    );
  }

  acceptResponse(requestId: string, body: string): void {
    this.#messages.acceptResponse(requestId, body);
  }

  /** Tracks that the function read the record of the resource for a request, as it was at the time `asOf`. */
  trackRead(requestId: string, asOf: number): void {
    this.#messages.trackRead(requestId, asOf);
  }

  /**
   * Creates or updates the stack.
   *
   * @param otherFailure - resolves when the other resource fails; undefined if it does not fail
   */
  async deploy(
    template: Template,
    otherFailure: Promise<void> | undefined,
    options: DeployOptions = {},
  ): Promise<void> {
    this.isOtherPending = otherFailure !== undefined;
    const other =
      otherFailure === undefined
        ? createHealthyResource()
        : { failure: otherFailure, hasFailed: () => otherFailure.then(() => true) };
    void otherFailure?.then(() => {
      this.isOtherPending = false;
    });
    // Assumption: after a failure without a rollback, later operations have rollback disabled too.
    const isStuck = this.exists && ['CREATE_FAILED', 'UPDATE_FAILED'].includes(this.status);
    const isRollbackDisabled = options.isRollbackDisabled === true || isStuck;
    const operation = { ...options, other, isRollbackDisabled, policies: options.policies ?? DELETE_ALL };
    if (this.exists) await this.#update(template, operation);
    else {
      // A stack in ROLLBACK_COMPLETE must be deleted before it can be created again.
      if (this.#stackNumber > 0) this.records.setStackStatus(this.stackId, 'DELETE_COMPLETE');
      this.#createRecords();
      await this.#create(template, operation);
    }
  }

  async delete(): Promise<void> {
    if (!this.exists) return;
    this.#setRootStatus('DELETE_IN_PROGRESS');
    this.#setStatus('DELETE_IN_PROGRESS');
    await this.#deleteCurrent('removal');
    await this.#deletePending();
    this.#setStatus(this.current === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED');
    this.#setRootStatus(this.current === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED');
  }

  /** Gives the resource another logical id, or moves it to another stack. The function receives no event. */
  refactor(to: 'logical id' | 'stack'): void {
    const { current } = this;
    if (current === undefined || current.failedStatus !== undefined || this.status.endsWith('_FAILED')) return;
    this.records.setResource(this.stackId, this.logicalId, 'absent');
    if (to === 'stack') {
      this.#setStatus('UPDATE_COMPLETE');
      this.#createRecords();
      if (this.options.nesting === 'new root') this.#setRootStatus('CREATE_COMPLETE');
    } else {
      this.logicalId = `${this.logicalId}2`;
    }
    this.#setResource('UPDATE_COMPLETE', current.physicalId, current.template);
    this.#setStatus(to === 'stack' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
    this.isRefactored = true;
  }

  #createRecords(): void {
    this.#stackNumber += 1;
    if (this.#isNested) {
      this.records.createStack(this.rootId);
      if (this.options.nesting === 'old root') {
        this.records.setStackStatus(this.rootId, 'CREATE_IN_PROGRESS');
        this.records.setStackStatus(this.rootId, 'CREATE_COMPLETE');
      }
    }
    this.records.createStack(this.stackId, this.rootId);
  }

  get #rootKind(): 'CREATE' | 'UPDATE' {
    return this.options.nesting === 'new root' ? 'CREATE' : 'UPDATE';
  }

  async #create(template: Template, operation: StackOperation): Promise<void> {
    this.#setRootStatus(`${this.#rootKind}_IN_PROGRESS`);
    this.#setStatus('CREATE_IN_PROGRESS');
    const isCreated = template === undefined ? true : await this.#createResource(template, operation);
    if (isCreated && !(await operation.other.hasFailed())) {
      this.#setStatus('CREATE_COMPLETE');
      if (!(await this.#hasRootFailed(operation))) {
        this.#setRootStatus(`${this.#rootKind}_COMPLETE`);
        return;
      }
      await this.#rollBackCreation('DELETE');
      return;
    }
    if (operation.isRollbackDisabled === true) {
      this.#setStatus('CREATE_FAILED');
      this.#setRootStatus(`${this.#rootKind}_FAILED`);
      return;
    }
    await this.#rollBackCreation('ROLLBACK');
  }

  async #rollBackCreation(by: 'ROLLBACK' | 'DELETE'): Promise<void> {
    const root = this.#rootKind === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
    if (by === 'DELETE') this.#setRootStatus(`${root}_IN_PROGRESS`);
    this.#setStatus(`${by}_IN_PROGRESS`);
    await this.#deleteCurrent('rollback of its creation');
    this.#setStatus(`${by}_COMPLETE`);
    this.#setRootStatus(`${root}_COMPLETE`);
  }

  async #update(template: Template, operation: StackOperation): Promise<void> {
    this.#idsAtStart = [...(this.current === undefined ? [] : [this.current]), ...this.pending].map(
      ({ physicalId }) => physicalId,
    );
    this.#setRootStatus('UPDATE_IN_PROGRESS');
    this.#setStatus('UPDATE_IN_PROGRESS');
    if (this.current?.failedStatus === 'CREATE_FAILED') {
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
      const isCreated = await this.#createResource(template, operation);
      if (isCreated && !(await operation.other.hasFailed())) {
        await this.#completeUpdate(
          operation,
          () => Promise.resolve(),
          () => this.#rollBackAddition(),
        );
        return;
      }
      if (operation.isRollbackDisabled === true) {
        this.#setUpdateFailed();
        return;
      }
      await this.#rollBackAddition();
      this.#setRootStatus('UPDATE_ROLLBACK_COMPLETE');
      return;
    }
    if (
      template === undefined ||
      before === undefined ||
      (template === before.template && before.failedStatus === undefined)
    ) {
      if (await operation.other.hasFailed()) {
        if (operation.isRollbackDisabled === true) {
          this.#setUpdateFailed();
          return;
        }
        this.#setStatus('UPDATE_ROLLBACK_COMPLETE');
        this.#setRootStatus('UPDATE_ROLLBACK_COMPLETE');
        return;
      }
      const keep = (): Promise<void> => {
        this.#setStatus('UPDATE_ROLLBACK_COMPLETE');
        return Promise.resolve();
      };
      const remove = (): Promise<void> => (template === undefined ? this.#deleteCurrent('removal') : Promise.resolve());
      await this.#completeUpdate(operation, remove, keep);
      if (this.current !== undefined && template !== undefined) {
        this.current = { ...this.current, policies: operation.policies };
      }
      return;
    }
    await this.#updateResource(before, template, operation);
  }

  async #rollBackAddition(): Promise<void> {
    this.#setStatus('UPDATE_ROLLBACK_IN_PROGRESS');
    this.#setStatus('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.#deleteCurrent('rollback of its creation');
    this.#setStatus('UPDATE_ROLLBACK_COMPLETE');
  }

  #setUpdateFailed(): void {
    this.#setStatus('UPDATE_FAILED');
    this.#setRootStatus('UPDATE_FAILED');
  }

  /** Completes an update: rolls back if the root fails, otherwise runs the cleanup. */
  async #completeUpdate(
    operation: StackOperation,
    cleanUp: () => Promise<void>,
    undo: () => Promise<void>,
  ): Promise<void> {
    this.#setStatus('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    if (await this.#hasRootFailed(operation)) {
      this.#setRootStatus('UPDATE_ROLLBACK_IN_PROGRESS');
      await undo();
      this.#setRootStatus('UPDATE_ROLLBACK_COMPLETE');
      return;
    }
    this.#setRootStatus('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    // A successful operation commits the ownership of the configurations that it replaced or removed.
    for (const physicalId of this.#idsAtStart) {
      this.committed.add(physicalId);
      // The resource had found it again in an earlier operation. The policies of this operation decide about it.
      this.deployment.retained.delete(physicalId);
    }
    await cleanUp();
    await this.#deletePending();
    this.#setStatus('UPDATE_COMPLETE');
    this.#setRootStatus('UPDATE_COMPLETE');
  }

  async #hasRootFailed({ rootFailsAfterMs, isRollbackDisabled }: StackOperation): Promise<boolean> {
    if (!this.#isNested || rootFailsAfterMs === undefined || isRollbackDisabled === true) return false;
    await this.dependencies.clock.sleep(rootFailsAfterMs, forever);
    return true;
  }

  /** Creates the resource. Returns whether it succeeded. After a failure, `current` must be deleted. */
  async #createResource(template: NonNullable<Template>, { other, policies }: StackOperation): Promise<boolean> {
    this.#setResource('CREATE_IN_PROGRESS', '', template);
    this.isRefactored = false;
    let requestId: string | undefined;
    const sentAt = this.dependencies.clock.now();
    const onSent = (id: string): void => {
      requestId = id;
    };
    const response = await this.#request('Create', { ResourceProperties: template }, other, { onSent });
    const generatedId = `${this.name}-${this.logicalId}-GENERATED-${requestId ?? ''}`;
    const physicalId = typeof response === 'string' ? generatedId : response.PhysicalResourceId;
    const succeeded = typeof response !== 'string' && response.Status === 'SUCCESS';
    if (succeeded) this.#addEvent('CREATE_IN_PROGRESS', physicalId, template);
    this.#setResource(succeeded ? 'CREATE_COMPLETE' : 'CREATE_FAILED', physicalId, template);
    this.current = {
      physicalId,
      template,
      policies,
      sentAt,
      ...(succeeded ? {} : { failedStatus: 'CREATE_FAILED', requestId }),
    };
    return succeeded;
  }

  async #updateResource(
    before: CurrentResource,
    template: NonNullable<Template>,
    operation: StackOperation,
  ): Promise<void> {
    const { response, requestId, sentAt } = await this.#requestUpdate(before, template, operation.other);
    if (typeof response !== 'string' && response.Status === 'SUCCESS') {
      const after: CurrentResource = {
        physicalId: response.PhysicalResourceId,
        template,
        policies: operation.policies,
        sentAt,
      };
      this.#finishUpdate(before, after);
      if (!(await operation.other.hasFailed())) {
        await this.#completeUpdate(
          operation,
          () => this.#cleanUp(before, after),
          () => this.#rollBack(after, before),
        );
        return;
      }
      if (operation.isRollbackDisabled === true) {
        // No rollback follows: the resource has the configuration again.
        this.deployment.retained.delete(after.physicalId);
        if (before.physicalId !== after.physicalId) {
          this.pending.push(before);
          this.deployment.withEarlierTags.add(before.physicalId);
        }
        this.#setUpdateFailed();
        return;
      }
      await this.#rollBack(after, before);
      this.#setRootStatus('UPDATE_ROLLBACK_COMPLETE');
      return;
    }
    if (typeof response !== 'string' && response.PhysicalResourceId !== before.physicalId) {
      this.violations.push(`a failed Update returned ${response.PhysicalResourceId} instead of ${before.physicalId}`);
    }
    if (response === 'canceled') this.#canceled.push({ requestId, template });
    const reason =
      typeof response === 'string'
        ? 'Resource update cancelled'
        : 'Received response status [FAILED] from custom resource. Message returned: …';
    this.#setResource('UPDATE_FAILED', before.physicalId, template, reason);
    if (operation.isRollbackDisabled === true) {
      this.current = { ...before, failedStatus: 'UPDATE_FAILED', attempted: template, requestId };
      this.deployment.withEarlierTags.add(before.physicalId);
      this.#setUpdateFailed();
      return;
    }
    await this.#rollBack({ ...before, template }, before);
    this.#setRootStatus('UPDATE_ROLLBACK_COMPLETE');
  }

  #finishUpdate(from: CurrentResource, after: CurrentResource): void {
    if (from.physicalId !== after.physicalId) this.#addEvent('UPDATE_IN_PROGRESS', after.physicalId, after.template);
    this.#setResource('UPDATE_COMPLETE', after.physicalId, after.template);
    // A configuration that is current again must not be deleted as replaced.
    const index = this.pending.findIndex(({ physicalId }) => physicalId === after.physicalId);
    if (index >= 0) this.pending.splice(index, 1);
    this.current = after;
  }

  /**
   * The templates of canceled updates that may have left their tags. These updates read only records from before the
   * cancellation.
   */
  get unseenTemplates(): readonly NonNullable<Template>[] {
    return this.#canceled
      .filter(({ requestId }) => this.#messages.isUnawareOfCancellation(requestId))
      .map(({ template }) => template);
  }

  /** Updates the resource back to its state before the update. */
  async #rollBack(from: CurrentResource, before: CurrentResource): Promise<void> {
    const { template } = before;
    for (let tries = 1; ; tries += 1) {
      this.#setStatus('UPDATE_ROLLBACK_IN_PROGRESS');
      const { response, sentAt } = await this.#requestUpdate(from, template, createHealthyResource(), tries > 1);
      if (typeof response !== 'string' && response.Status === 'SUCCESS') {
        const { policies = DELETE_ALL } = before;
        const after: CurrentResource = { physicalId: response.PhysicalResourceId, template, policies, sentAt };
        this.#finishUpdate(from, after);
        this.#setStatus('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
        await this.#cleanUp(from, after, true);
        this.#setStatus('UPDATE_ROLLBACK_COMPLETE');
        return;
      }
      this.#setResource('UPDATE_FAILED', from.physicalId, template);
      this.#setStatus('UPDATE_ROLLBACK_FAILED');
      if (tries === MAX_TRIES) {
        this.violations.push(`the rollback failed ${MAX_TRIES} times, last: ${JSON.stringify(response)}`);
        return;
      }
    }
  }

  async #cleanUp(from: CurrentResource, after: CurrentResource, isRollback = false): Promise<void> {
    if (from.physicalId === after.physicalId) return;
    if ((isRollback ? from : after).policies?.replacement === 'Retain') {
      this.#retain(from.physicalId, isRollback);
      return;
    }
    await this.#deleteReplaced(from);
  }

  /** Deletes a replaced configuration, in up to three attempts. */
  async #deleteReplaced(from: CurrentResource): Promise<void> {
    const record = this.records.resource(this.stackId, this.logicalId);
    let response: Response | NoResponse = 'timeout';
    for (let tries = 1; tries <= MAX_CLEANUP_TRIES; tries += 1) {
      const inProgress = { status: 'DELETE_IN_PROGRESS', physicalId: from.physicalId };
      this.records.recordEvent(this.stackId, this.logicalId, inProgress);
      if (this.options.recordFollowsCleanup === true)
        this.records.setResource(this.stackId, this.logicalId, inProgress);
      response = await this.#request(
        'Delete',
        { PhysicalResourceId: from.physicalId, ResourceProperties: from.template },
        createHealthyResource(),
      );
      const isDeleted = typeof response !== 'string' && response.Status === 'SUCCESS';
      const status = isDeleted ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
      this.records.recordEvent(this.stackId, this.logicalId, { status, physicalId: from.physicalId });
      if (this.options.recordFollowsCleanup === true)
        this.records.setResource(this.stackId, this.logicalId, record as never);
      if (isDeleted) return;
    }
    // CloudFormation abandons the resource. No later event deletes it.
    const hasTimedOut = response === 'timeout' && this.#messages.hasShortServiceTimeout;
    if (hasTimedOut) this.deployment.optional.add(from.physicalId);
    else if (this.options.isInUse?.(from.physicalId) === true) this.deployment.abandoned.add(from.physicalId);
    else this.violations.push(`the cleanup of ${from.physicalId} failed: ${JSON.stringify(response)}`);
  }

  async #deletePending(): Promise<void> {
    for (const old of this.pending.splice(0)) {
      if (old.failedStatus !== 'CREATE_FAILED' && old.policies?.replacement === 'Retain') this.#retain(old.physicalId);
      else if (old.physicalId !== this.current?.physicalId) await this.#deleteReplaced(old);
    }
  }

  async #deleteCurrent(cause: 'removal' | 'rollback of its creation'): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    const { deletion } = current.policies ?? DELETE_ALL;
    const isKept =
      deletion === 'RetainExceptOnCreate' && cause === 'removal' && current.failedStatus !== 'CREATE_FAILED';
    if (deletion === 'Retain' || isKept) {
      this.#setResource('DELETE_SKIPPED', current.physicalId, current.template);
      this.#retain(current.physicalId, cause !== 'removal');
      const { requestId } = current;
      if (requestId !== undefined && this.#messages.canLeaveOrphan(requestId))
        this.deployment.requestsWithoutDelete.add(requestId);
      this.current = undefined;
      return;
    }
    const properties = this.getOldProperties(current);
    for (let tries = 1; ; tries += 1) {
      this.#setResource('DELETE_IN_PROGRESS', current.physicalId, properties);
      const response = await this.#request(
        'Delete',
        { PhysicalResourceId: current.physicalId, ResourceProperties: properties },
        createHealthyResource(),
        { hasRaisedTimeout: tries > 1 },
      );
      if (typeof response !== 'string' && response.Status === 'SUCCESS') break;
      this.#setResource('DELETE_FAILED', current.physicalId, properties);
      if (typeof response !== 'string') this.options.onDeleteFailed?.();
      if (tries === MAX_TRIES) {
        this.violations.push(`the deletion failed ${MAX_TRIES} times, last: ${JSON.stringify(response)}`);
        return;
      }
    }
    this.#setResource('DELETE_COMPLETE', current.physicalId, properties);
    this.current = undefined;
  }

  /** The old properties that CloudFormation sends for a resource. */
  getOldProperties({ template, attempted }: CurrentResource): NonNullable<Template> {
    return this.options.oldProperties === 'applied' ? template : (attempted ?? template);
  }

  #retain(physicalId: string, isRollback = false): void {
    this.#addEvent('DELETE_SKIPPED', physicalId, undefined);
    const exists =
      parseRecordingConfigurationArn(physicalId) !== undefined && !this.deployment.deletedOutsideAt.has(physicalId);
    if (exists && !this.deployment.retained.has(physicalId)) {
      (isRollback ? this.deployment.optional : this.deployment.retained).add(physicalId);
      this.deployment.withEarlierTags.add(physicalId);
    }
    this.dependencies.log(`CloudFormation retains ${physicalId}`);
  }

  async #requestUpdate(
    from: CurrentResource,
    template: NonNullable<Template>,
    other: OtherResource,
    hasRaisedTimeout = false,
  ): Promise<{ readonly response: Response | NoResponse; readonly requestId: string; readonly sentAt: number }> {
    this.#setResource('UPDATE_IN_PROGRESS', from.physicalId, template);
    const old = this.getOldProperties(from);
    const sentAt = this.dependencies.clock.now();
    let requestId = '';
    const response = await this.#request(
      'Update',
      { PhysicalResourceId: from.physicalId, ResourceProperties: template, OldResourceProperties: old },
      other,
      {
        hasRaisedTimeout,
        onSent: (id) => {
          requestId = id;
        },
      },
    );
    if (typeof response !== 'string' && response.Status === 'SUCCESS') {
      this.isRefactored = false;
      // An update repairs owner tags that changed before it was sent.
      if ((this.deployment.ownerTagsChangedAt.get(response.PhysicalResourceId) ?? Infinity) < sentAt) {
        this.deployment.ownerTagsChangedAt.delete(response.PhysicalResourceId);
      }
    }
    return { response, requestId, sentAt };
  }

  #request(
    type: SimulatedEvent['RequestType'],
    fields: Pick<SimulatedEvent, 'PhysicalResourceId' | 'ResourceProperties' | 'OldResourceProperties'>,
    other: OtherResource,
    {
      onSent,
      hasRaisedTimeout,
    }: { readonly onSent?: (requestId: string) => void; readonly hasRaisedTimeout?: boolean } = {},
  ): Promise<Response | NoResponse> {
    const event = { RequestType: type, LogicalResourceId: this.logicalId, StackId: this.stackId, ...fields };
    return this.#messages.request(event, other.failure, onSent, hasRaisedTimeout);
  }

  #setStatus(status: string): void {
    this.records.setStackStatus(this.stackId, status);
    if (!this.#isNested) this.#commit(status);
    this.dependencies.log(`the stack is ${status}`);
  }

  /** Sets the status of the root stack, if the stack is nested. */
  #setRootStatus(status: string): void {
    if (!this.#isNested) return;
    this.records.setStackStatus(this.rootId, status);
    this.#commit(status);
    this.dependencies.log(`the root is ${status}`);
  }

  #commit(status: string): void {
    if (!isCommittedStatus(status) || this.current === undefined) return;
    this.committed.add(this.current.physicalId);
    // A retained configuration belongs to the stack again.
    this.deployment.retained.delete(this.current.physicalId);
  }

  #setResource(status: string, physicalId: string, properties: Template, reason = ''): void {
    this.records.setResource(this.stackId, this.logicalId, { status, physicalId });
    this.#addEvent(status, physicalId, properties, reason);
    this.dependencies.log(`the resource is ${status} as ${physicalId === '' ? 'nothing yet' : physicalId}`);
  }

  #addEvent(status: string, physicalId: string, properties: Template, reason = ''): void {
    this.records.recordEvent(this.stackId, this.logicalId, { status, physicalId }, properties, reason);
  }
}

/** The other resource of the stack. */
interface OtherResource {
  /** Resolves when it fails; never resolves if it succeeds. */
  readonly failure: Promise<void>;
  /** Waits for the result. Resolves to true if it failed. */
  readonly hasFailed: () => Promise<boolean>;
}

function createHealthyResource(): OtherResource {
  return { failure: new Promise(() => undefined), hasFailed: () => Promise.resolve(false) };
}
