import { OWNER_TAG_PREFIX, OWNER_TAGS } from '../../contract/tags';
import type { IvsAccount } from '../../local/ivs/account';
import type { RecordingConfiguration } from '../../local/ivs/recording-configuration';
import type { Outside } from './outside';
import type { Current, SimulatedStack } from './simulated-stack';

/** The account holds exactly what the stack says it has, as it says it, and beside that what was there before. */
export function findBrokenLaws(
  stack: Pick<SimulatedStack, 'current' | 'kept'>,
  account: IvsAccount,
  outside: Outside,
): readonly string[] {
  const { current } = stack;
  return [
    ...findLeftovers(stack, account, outside),
    ...(current === undefined ? [] : findBrokenLawsOf(current, account.recordingConfigurations(), outside)),
    ...outside.findBrokenLaws(stack),
  ];
}

/** Every configuration is the stack's, or was there before. */
export function findLeftovers(
  stack: Pick<SimulatedStack, 'current' | 'kept'>,
  account: IvsAccount,
  outside: Outside,
): readonly string[] {
  return account
    .recordingConfigurations()
    .filter(({ arn }) => arn !== stack.current?.physicalId && !outside.holds(arn, stack))
    .map(({ arn, state }) => `${arn} (${state}) is left over`);
}

function findBrokenLawsOf(
  { physicalId, template }: Current,
  configurations: readonly RecordingConfiguration[],
  outside: Outside,
): readonly string[] {
  const kept = configurations.find(({ arn }) => arn === physicalId);
  if (kept === undefined) return [`${physicalId} is missing`];
  const broken: string[] = [];
  if (kept.state !== 'ACTIVE') broken.push(`${kept.arn} is ${kept.state}`);
  if (kept.name !== template.Name) broken.push(`${kept.arn} has the settings of ${kept.name}`);
  const declared = { ...(template.Tags as Readonly<Record<string, string>> | undefined) };
  const { may, must } = outside.tagsOf(kept.arn);
  const expected = Object.entries({ ...must, ...declared });
  const allowed: Readonly<Record<string, string>> = { ...may, ...declared };
  const isOwner = (key: string): boolean => key.startsWith(OWNER_TAG_PREFIX);
  if (
    !Object.values(OWNER_TAGS).every((key) => Object.hasOwn(kept.tags, key)) ||
    !expected.every(([key, value]) => kept.tags[key] === value) ||
    !Object.entries(kept.tags).every(([key, value]) => isOwner(key) || allowed[key] === value)
  ) {
    broken.push(`${kept.arn} has the tags ${JSON.stringify(kept.tags)}, declared are ${JSON.stringify(declared)}`);
  }
  return broken;
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
