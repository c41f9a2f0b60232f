import { OWNER_TAG_PREFIX, OWNER_TAGS } from '../../schema/tags';
import type { IvsAccount } from '../../tools/emulator/ivs/account';
import type { RecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import type { ExternalState } from './external-state';
import type { Deployment } from './deployment';
import type { CurrentResource, SimulatedStack } from './simulated-stack';

/** A stack as far as the invariants go. */
type StackView = Pick<
  SimulatedStack,
  'current' | 'committed' | 'deployment' | 'canOwn' | 'isRefactored' | 'unseenTemplates'
> & {
  readonly stackId?: string;
  readonly logicalId?: string;
};

/** The account holds exactly what the stack says it has, as it says it, and beside that what was there before. */
export function findViolations(
  stack: StackView,
  account: IvsAccount,
  externalState: ExternalState,
  others: readonly StackView[] = [],
): readonly string[] {
  const all = account.recordingConfigurations();
  return [
    ...findOrphans(stack, account, externalState, others),
    ...[stack, ...others].flatMap((each) => findStackViolations(each, all, externalState)),
    ...externalState.findViolations(stack, (arn) => others.some(({ current }) => current?.physicalId === arn)),
    ...findMissingRetained(stack.deployment, all),
  ];
}

/** Every configuration is a stack's, or was there before, or was kept on purpose. */
export function findOrphans(
  stack: StackView,
  account: IvsAccount,
  externalState: ExternalState,
  others: readonly StackView[] = [],
): readonly string[] {
  return account
    .recordingConfigurations()
    .filter((configuration) => ![stack, ...others].some((each) => each.canOwn(configuration)))
    .filter((configuration) => !stack.deployment.isUndetectable(configuration))
    .filter(
      ({ arn }) =>
        !externalState.isExternal(arn, stack) && !stack.deployment.isKept(arn) && !stack.deployment.optional.has(arn),
    )
    .map(({ arn, state }) => `${arn} (${state}) is left over`);
}

/** What was kept on purpose is there, unless people deleted it. */
function findMissingRetained(
  { retained, deletedOutsideAt }: Deployment,
  all: readonly RecordingConfiguration[],
): readonly string[] {
  return [...retained]
    .filter((arn) => !deletedOutsideAt.has(arn) && all.every((other) => other.arn !== arn))
    .map((arn) => `${arn} was retained, and is gone`);
}

function findStackViolations(
  stack: StackView,
  configurations: readonly RecordingConfiguration[],
  externalState: ExternalState,
): readonly string[] {
  const { current, deployment } = stack;
  // A creation that failed is for the next event to delete, whatever it has left.
  if (current === undefined || current.failedStatus === 'CREATE_FAILED') return [];
  const { physicalId } = current;
  const configuration = configurations.find(({ arn }) => arn === physicalId);
  if (configuration === undefined) {
    // Whoever has had no event since it was deleted cannot know.
    const isNoticed =
      (deployment.deletedOutsideAt.get(physicalId) ?? -Infinity) + deployment.deletionLagMs < current.sentAt;
    return isNoticed ? [`${physicalId} is missing`] : [];
  }
  const violations: string[] = [];
  if (configuration.state !== 'ACTIVE') violations.push(`${configuration.arn} is ${configuration.state}`);
  if (configuration.name !== current.template.Name)
    violations.push(`${configuration.arn} has the settings of ${configuration.name}`);
  const findTags = (template: CurrentResource['template']): readonly string[] =>
    findTagViolations(stack, { ...current, template }, configuration, externalState);
  const isLeft = stack.unseenTemplates.some((template) => findTags(template).length === 0);
  if (isLeft) deployment.withEarlierTags.add(configuration.arn);
  return [...violations, ...(isLeft ? [] : findTags(current.template))];
}

function findTagViolations(
  { deployment, isRefactored, stackId, logicalId }: StackView,
  { template, failedStatus }: CurrentResource,
  configuration: RecordingConfiguration,
  externalState: ExternalState,
): readonly string[] {
  // An update that failed half way leaves the tags for the next one.
  if (failedStatus !== undefined) return [];
  const declared = { ...(template.Tags as Readonly<Record<string, string>> | undefined) };
  const { optional, required } = externalState.getTags(configuration.arn);
  const expected = Object.entries({ ...required, ...declared });
  const allowed: Readonly<Record<string, string>> = { ...optional, ...declared };
  const isOwner = (key: string): boolean => key.startsWith(OWNER_TAG_PREFIX);
  // What an event found has tags of the template that it was made for.
  const isFound = configuration.tags[OWNER_TAGS.requestId]?.split(' ')[1] === 'found';
  const hasChangedOwnerTags = deployment.ownerTagsChangedAt.has(configuration.arn);
  const isOwned =
    isRefactored ||
    stackId === undefined ||
    (configuration.tags[OWNER_TAGS.stackId] === stackId && configuration.tags[OWNER_TAGS.logicalId] === logicalId);
  if (
    (!hasChangedOwnerTags && !Object.values(OWNER_TAGS).every((key) => Object.hasOwn(configuration.tags, key))) ||
    (!hasChangedOwnerTags && !isOwned) ||
    !expected.every(([key, value]) => configuration.tags[key] === value) ||
    !Object.entries(configuration.tags).every(
      ([key, value]) =>
        isOwner(key) || allowed[key] === value || deployment.withEarlierTags.has(configuration.arn) || isFound,
    )
  ) {
    return [
      `${configuration.arn} has the tags ${JSON.stringify(configuration.tags)}, declared are ${JSON.stringify(declared)}`,
    ];
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
