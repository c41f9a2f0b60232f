import { OWNER_TAG_PREFIX, OWNER_TAGS } from '../../schema/tags';
import type { IvsAccount } from '../../tools/emulator/ivs/account';
import type { RecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import type { Outside } from './external-state';
import type { Estate } from './deployment';
import type { Current, SimulatedStack } from './simulated-stack';

/** A stack as far as the invariants go. */
type StackView = Pick<SimulatedStack, 'current' | 'kept' | 'estate' | 'mayHave' | 'isMoved' | 'unseenTemplates'> & {
  readonly stackId?: string;
  readonly logicalId?: string;
};

/** The account holds exactly what the stack says it has, as it says it, and beside that what was there before. */
export function findBrokenLaws(
  stack: StackView,
  account: IvsAccount,
  outside: Outside,
  others: readonly StackView[] = [],
): readonly string[] {
  const all = account.recordingConfigurations();
  return [
    ...findLeftovers(stack, account, outside, others),
    ...[stack, ...others].flatMap((each) => findBrokenLawsOf(each, all, outside)),
    ...outside.findBrokenLaws(stack, (arn) => others.some(({ current }) => current?.physicalId === arn)),
    ...findLost(stack.estate, all),
  ];
}

/** Every configuration is a stack's, or was there before, or was kept on purpose. */
export function findLeftovers(
  stack: StackView,
  account: IvsAccount,
  outside: Outside,
  others: readonly StackView[] = [],
): readonly string[] {
  return account
    .recordingConfigurations()
    .filter((configuration) => ![stack, ...others].some((each) => each.mayHave(configuration)))
    .filter((configuration) => !stack.estate.isHidden(configuration))
    .filter(({ arn }) => !outside.holds(arn, stack) && !stack.estate.holds(arn) && !stack.estate.optional.has(arn))
    .map(({ arn, state }) => `${arn} (${state}) is left over`);
}

/** What was kept on purpose is there, unless people deleted it. */
function findLost({ retained, vanished }: Estate, all: readonly RecordingConfiguration[]): readonly string[] {
  return [...retained]
    .filter((arn) => !vanished.has(arn) && all.every((other) => other.arn !== arn))
    .map((arn) => `${arn} was retained, and is gone`);
}

function findBrokenLawsOf(
  stack: StackView,
  configurations: readonly RecordingConfiguration[],
  outside: Outside,
): readonly string[] {
  const { current, estate } = stack;
  // A creation that failed is for the next event to delete, whatever it has left.
  if (current === undefined || current.failed === 'CREATE_FAILED') return [];
  const { physicalId } = current;
  const kept = configurations.find(({ arn }) => arn === physicalId);
  if (kept === undefined) {
    // Whoever has had no event since it was deleted cannot know.
    const isNoticed = (estate.vanished.get(physicalId) ?? -Infinity) + estate.noticeMs < current.sentAt;
    return isNoticed ? [`${physicalId} is missing`] : [];
  }
  const broken: string[] = [];
  if (kept.state !== 'ACTIVE') broken.push(`${kept.arn} is ${kept.state}`);
  if (kept.name !== current.template.Name) broken.push(`${kept.arn} has the settings of ${kept.name}`);
  const findTags = (template: Current['template']): readonly string[] =>
    findBrokenTags(stack, { ...current, template }, kept, outside);
  const isLeft = stack.unseenTemplates.some((template) => findTags(template).length === 0);
  if (isLeft) estate.reused.add(kept.arn);
  return [...broken, ...(isLeft ? [] : findTags(current.template))];
}

function findBrokenTags(
  { estate, isMoved, stackId, logicalId }: StackView,
  { template, failed }: Current,
  kept: RecordingConfiguration,
  outside: Outside,
): readonly string[] {
  // An update that failed half way leaves the tags for the next one.
  if (failed !== undefined) return [];
  const declared = { ...(template.Tags as Readonly<Record<string, string>> | undefined) };
  const { may, must } = outside.tagsOf(kept.arn);
  const expected = Object.entries({ ...must, ...declared });
  const allowed: Readonly<Record<string, string>> = { ...may, ...declared };
  const isOwner = (key: string): boolean => key.startsWith(OWNER_TAG_PREFIX);
  // What an event found has tags of the template that it was made for.
  const isFound = kept.tags[OWNER_TAGS.requestId]?.split(' ')[1] === 'found';
  const isTampered = estate.tampered.has(kept.arn);
  const isOwned =
    isMoved ||
    stackId === undefined ||
    (kept.tags[OWNER_TAGS.stackId] === stackId && kept.tags[OWNER_TAGS.logicalId] === logicalId);
  if (
    (!isTampered && !Object.values(OWNER_TAGS).every((key) => Object.hasOwn(kept.tags, key))) ||
    (!isTampered && !isOwned) ||
    !expected.every(([key, value]) => kept.tags[key] === value) ||
    !Object.entries(kept.tags).every(
      ([key, value]) => isOwner(key) || allowed[key] === value || estate.reused.has(kept.arn) || isFound,
    )
  ) {
    return [`${kept.arn} has the tags ${JSON.stringify(kept.tags)}, declared are ${JSON.stringify(declared)}`];
  }
  return [];
}

/** Tells of every deletion, and gives a way to delete without being told of. */
export function watchDeletions(account: IvsAccount, onDeleted: (arn: string) => void): (arn: string) => void {
  const remove = account.deleteRecordingConfiguration.bind(account);
  account.deleteRecordingConfiguration = (input) => {
    remove(input);
    onDeleted(input.arn);
  };
  return (arn) => {
    remove({ arn });
  };
}
