import { OWNER_TAGS } from '../../schema/tags';
import { toSettings } from '../../schema/settings';
import { hashSettings } from '../../lambda/recording-configuration/settings';
import type { IvsAccount } from '../../tools/emulator/ivs/account';
import type { Clock } from '../../lambda/util/clock';
import type { Deployment } from './deployment';
import type { ExternalState } from './external-state';
import type { OperatorAction } from './schedule';
import type { SimulatedEvent } from './simulated-function';
import type { SimulatedStack, Template } from './simulated-stack';

export interface OperatorDependencies {
  readonly clock: Clock;
  readonly account: IvsAccount;
  readonly externalState: ExternalState;
  readonly deployment: Deployment;
  readonly stack: SimulatedStack;
  /** Another stack, which can adopt configurations. */
  readonly other: SimulatedStack;
  /** Deletes a configuration outside the stack. */
  readonly deleteOutside: (arn: string) => void;
  readonly deliver: (event: SimulatedEvent) => void;
  readonly log: (line: string) => void;
}

const forever = new AbortController().signal;

/** Performs the actions of operators, other stacks and forged events. They apply to the current state of the stack. */
export class Operators {
  #forgedEvents = 0;
  /** The physical id that the stack had before the current one. */
  #previous: string | undefined;
  #current: string | undefined;

  constructor(readonly dependencies: OperatorDependencies) {}

  async perform(action: OperatorAction): Promise<void> {
    const { dependencies } = this;
    const arn = this.#findTarget(action);
    dependencies.log(`*** ${JSON.stringify(action)}: ${arn ?? 'nothing'}`);
    switch (action.kind) {
      case 'delete other stack':
        await dependencies.other.delete();
        return;
      case 'change channel': {
        const channel =
          dependencies.externalState.channels[action.channel % Math.max(1, dependencies.externalState.channels.length)];
        const to = action.to === 'nothing' ? '' : dependencies.externalState.unowned;
        if (channel !== undefined && to !== undefined) dependencies.externalState.changeChannel(channel, to);
        return;
      }
      case 'forge':
        if (arn !== undefined) this.#sendForgedDelete(action, arn);
        return;
      case 'adopt':
        if (arn !== undefined) await this.#adoptInOtherStack(action, arn);
        return;
      default:
        if (arn !== undefined) this.#changeConfiguration(action, arn);
    }
  }

  /** Tracks the current physical id. Call this whenever it may have changed. */
  trackCurrent(): void {
    const { current } = this.dependencies.stack;
    if (current === undefined || current.physicalId === this.#current) return;
    this.#previous = this.#current;
    this.#current = current.physicalId;
  }

  /** The ARN of the configuration that an action applies to, if it exists. */
  #findTarget(action: OperatorAction): string | undefined {
    const { account, externalState, deployment, stack } = this.dependencies;
    this.trackCurrent();
    const named = {
      current: stack.current?.physicalId,
      previous: this.#previous,
      retained: [...deployment.retained].at(-1),
      unowned: externalState.unowned,
      native: externalState.native,
    };
    const arn =
      action.kind === 'forge' ? named[action.target] : action.kind === 'adopt' ? named[action.what] : named.current;
    return account.recordingConfigurations().some((other) => other.arn === arn) ? arn : undefined;
  }

  #changeConfiguration(action: OperatorAction, arn: string): void {
    const { account, externalState, deployment, clock, deleteOutside } = this.dependencies;
    switch (action.kind) {
      case 'delete configuration':
        for (const channel of externalState.channels)
          if (externalState.getConfiguration(channel) === arn) externalState.changeChannel(channel, '');
        deployment.deletedOutsideAt.set(arn, clock.now());
        deleteOutside(arn);
        return;
      case 'remove owner tags': {
        const keys = Object.values(OWNER_TAGS);
        account.untagResource({ resourceArn: arn, tagKeys: action.which === 'all' ? keys : keys.slice(0, 1) });
        deployment.ownerTagsChangedAt.set(arn, clock.now());
        return;
      }
      case 'change settings tag': {
        const settings = toSettings({
          DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
          Name: action.to,
        });
        const value = action.to === 'none' ? 'none' : hashSettings(settings);
        account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settingsHash]: value } });
        deployment.ownerTagsChangedAt.set(arn, clock.now());
        return;
      }
      default:
    }
  }

  async #adoptInOtherStack(action: Extract<OperatorAction, { kind: 'adopt' }>, arn: string): Promise<void> {
    const { account, other, clock, stack, deployment } = this.dependencies;
    const { name } = account.getRecordingConfiguration({ arn }).recordingConfiguration;
    // The owner tags of a refactored resource are stale until its next update. Without owner tags there is no owner.
    const isUndetectable = stack.isRefactored || deployment.ownerTagsChangedAt.has(arn);
    if (other.exists || (isUndetectable && action.what === 'current')) return;
    const template: NonNullable<Template> = {
      DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
      Name: name,
      AdoptArn: arn,
    };
    const failure = action.otherFailsAfterMs === undefined ? undefined : clock.sleep(action.otherFailsAfterMs, forever);
    await other.deploy(template, failure, { policies: { deletion: 'RetainExceptOnCreate', replacement: 'Retain' } });
  }

  #sendForgedDelete({ stack: named, hasRelease }: Extract<OperatorAction, { kind: 'forge' }>, arn: string): void {
    const { stack, deliver } = this.dependencies;
    this.#forgedEvents += 1;
    const StackId = named === 'real' ? stack.stackId : 'arn:aws:cloudformation:us-east-1:123456789012:stack/forged/1';
    deliver({
      RequestType: 'Delete',
      RequestId: `forged-${this.#forgedEvents}`,
      LogicalResourceId: stack.logicalId,
      StackId,
      PhysicalResourceId: arn,
      ResourceProperties: {
        DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
        Name: 'a',
        ...(hasRelease ? { OnInUse: 'RELEASE' } : {}),
      },
    });
  }
}
