import { OWNER_TAGS } from '../../schema/tags';
import { hashSettings, toSettings } from '../../lambda/recording-configuration/settings';
import type { IvsAccount } from '../../tools/emulator/ivs/account';
import type { Clock } from '../../lambda/util/clock';
import type { Estate } from './deployment';
import type { Outside } from './external-state';
import type { Act } from './schedule';
import type { SimulatedEvent } from './simulated-function';
import type { SimulatedStack, Template } from './simulated-stack';

export interface PeopleWorld {
  readonly clock: Clock;
  readonly account: IvsAccount;
  readonly outside: Outside;
  readonly estate: Estate;
  readonly stack: SimulatedStack;
  /** The stack of others, which adopts. */
  readonly other: SimulatedStack;
  /** Deletes a configuration without the stack. */
  readonly vanish: (arn: string) => void;
  readonly deliver: (event: SimulatedEvent) => void;
  readonly log: (line: string) => void;
}

const forever = new AbortController().signal;

/** Everybody but CloudFormation and the function: what they do, they do to what the stack has when they do it. */
export class People {
  #forged = 0;
  /** What the stack had before what it has now. */
  #previous: string | undefined;
  #current: string | undefined;

  constructor(readonly world: PeopleWorld) {}

  async act(act: Act): Promise<void> {
    const { world } = this;
    const arn = this.#find(act);
    world.log(`*** ${JSON.stringify(act)}: ${arn ?? 'nothing'}`);
    switch (act.kind) {
      case 'let go':
        await world.other.delete();
        return;
      case 'change channel': {
        const channel = world.outside.channels[act.channel % Math.max(1, world.outside.channels.length)];
        const to = act.to === 'nothing' ? '' : world.outside.unowned;
        if (channel !== undefined && to !== undefined) world.outside.change(channel, to);
        return;
      }
      case 'forge':
        if (arn !== undefined) this.#forge(act, arn);
        return;
      case 'adopt':
        if (arn !== undefined) await this.#adopt(act, arn);
        return;
      default:
        if (arn !== undefined) this.#disturb(act, arn);
    }
  }

  /** Has to be called whenever what the stack has may have changed. */
  note(): void {
    const { current } = this.world.stack;
    if (current === undefined || current.physicalId === this.#current) return;
    this.#previous = this.#current;
    this.#current = current.physicalId;
  }

  /** The configuration that an act is about, if it is there. */
  #find(act: Act): string | undefined {
    const { account, outside, estate, stack } = this.world;
    this.note();
    const named = {
      current: stack.current?.physicalId,
      previous: this.#previous,
      retained: [...estate.retained].at(-1),
      unowned: outside.unowned,
      native: outside.native,
    };
    const arn = act.kind === 'forge' ? named[act.target] : act.kind === 'adopt' ? named[act.what] : named.current;
    return account.recordingConfigurations().some((other) => other.arn === arn) ? arn : undefined;
  }

  #disturb(act: Act, arn: string): void {
    const { account, outside, estate, clock, vanish } = this.world;
    switch (act.kind) {
      case 'delete configuration':
        for (const channel of outside.channels) if (outside.uses(channel) === arn) outside.change(channel, '');
        estate.vanished.set(arn, clock.now());
        vanish(arn);
        return;
      case 'remove owner tags': {
        const keys = Object.values(OWNER_TAGS);
        account.untagResource({ resourceArn: arn, tagKeys: act.which === 'all' ? keys : keys.slice(0, 1) });
        estate.tampered.set(arn, clock.now());
        return;
      }
      case 'change settings tag': {
        const settings = toSettings({
          DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
          Name: act.to,
        });
        const value = act.to === 'none' ? 'none' : hashSettings(settings);
        account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.settingsHash]: value } });
        estate.tampered.set(arn, clock.now());
        return;
      }
      default:
    }
  }

  async #adopt(act: Extract<Act, { kind: 'adopt' }>, arn: string): Promise<void> {
    const { account, other, clock, stack, estate } = this.world;
    const { name } = account.getRecordingConfiguration({ arn }).recordingConfiguration;
    // Nothing shows that a refactored resource has it, before its next update, nor that one without owner tags has an owner.
    const isHidden = stack.isMoved || estate.tampered.has(arn);
    if (other.exists || (isHidden && act.what === 'current')) return;
    const template: NonNullable<Template> = {
      DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
      Name: name,
      AdoptArn: arn,
    };
    const failure = act.otherFailsAfterMs === undefined ? undefined : clock.sleep(act.otherFailsAfterMs, forever);
    await other.deploy(template, failure, { policies: { deletion: 'RetainExceptOnCreate', replacement: 'Retain' } });
  }

  #forge({ stack: named, releases }: Extract<Act, { kind: 'forge' }>, arn: string): void {
    const { stack, deliver } = this.world;
    this.#forged += 1;
    const StackId = named === 'real' ? stack.stackId : 'arn:aws:cloudformation:us-east-1:123456789012:stack/forged/1';
    deliver({
      RequestType: 'Delete',
      RequestId: `forged-${this.#forged}`,
      LogicalResourceId: stack.logicalId,
      StackId,
      PhysicalResourceId: arn,
      ResourceProperties: {
        DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
        Name: 'a',
        ...(releases ? { OnInUse: 'RELEASE' } : {}),
      },
    });
  }
}
