import { OWNER_TAG_PREFIX, OWNER_TAGS } from '../../schema/tags';
import type { IvsAccount } from '../../tools/emulator/ivs/account';
import type { RecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import type { ExternalState } from './external-state';
import type { Deployment } from './deployment';
import type { CurrentResource, SimulatedStack } from './simulated-stack';

/** The part of a stack that the invariants check. */
type StackView = Pick<
  SimulatedStack,
  'current' | 'committed' | 'deployment' | 'canOwn' | 'isRefactored' | 'unseenTemplates'
> & {
  readonly stackId?: string;
  readonly logicalId?: string;
};

/** Invariant: the account has the configurations that the stacks list, as declared, and those from outside the stacks. */
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

/** Invariant: every configuration belongs to a stack, existed before, or was retained. */
export function findOrphans(
  stack: StackView,
  account: IvsAccount,
  externalState: ExternalState,
  others: readonly StackView[] = [],
): readonly string[] {
  return account
    .recordingConfigurations()
    .filter(({ arn }) => !keepsRecording(arn, stack, account))
    .filter((configuration) => ![stack, ...others].some((each) => each.canOwn(configuration)))
    .filter((configuration) => !stack.deployment.isUndetectable(configuration))
    .filter(
      ({ arn }) =>
        !externalState.isExternal(arn, stack) && !stack.deployment.isKept(arn) && !stack.deployment.optional.has(arn),
    )
    .map(({ arn, state }) => `${arn} (${state}) is an orphan`);
}

/**
 * Whether channels keep recording with a configuration that a failed update or its rollback could not delete, because an
 * operator deleted the one to move them back to.
 */
function keepsRecording(arn: string, { current, deployment }: StackView, account: IvsAccount): boolean {
  const isOriginalGone = current !== undefined && deployment.deletedOutsideAt.has(current.physicalId);
  const isKept =
    isOriginalGone &&
    arn !== current.physicalId &&
    account.channels().some(({ recordingConfigurationArn: used }) => used === arn);
  if (isKept) deployment.optional.add(arn);
  return isKept;
}

/** Invariant: a retained configuration exists, unless an operator deleted it. */
function findMissingRetained(
  { retained, deletedOutsideAt }: Deployment,
  all: readonly RecordingConfiguration[],
): readonly string[] {
  return [...retained]
    .filter((arn) => !deletedOutsideAt.has(arn) && all.every((other) => other.arn !== arn))
    .map((arn) => `${arn} was retained, but does not exist`);
}

function findStackViolations(
  stack: StackView,
  configurations: readonly RecordingConfiguration[],
  externalState: ExternalState,
): readonly string[] {
  const { current, deployment } = stack;
  // The next event deletes whatever a failed create left.
  if (current === undefined || current.failedStatus === 'CREATE_FAILED') return [];
  const { physicalId } = current;
  const configuration = configurations.find(({ arn }) => arn === physicalId);
  if (configuration === undefined) {
    // Without an event since the deletion, the stack cannot detect it.
    const isDetectable =
      (deployment.deletedOutsideAt.get(physicalId) ?? -Infinity) + deployment.getLagMs < current.sentAt;
    return isDetectable ? [`${physicalId} is missing`] : [];
  }
  const violations: string[] = [];
  if (configuration.state !== 'ACTIVE') violations.push(`${configuration.arn} is ${configuration.state}`);
  if (configuration.name !== current.template.Name)
    violations.push(`${configuration.arn} has the settings of ${configuration.name}`);
  const findTags = (template: CurrentResource['template']): readonly string[] =>
    findTagViolations(stack, { ...current, template }, configuration, externalState);
  const hasUnseenTags = stack.unseenTemplates.some((template) => findTags(template).length === 0);
  if (hasUnseenTags) deployment.withEarlierTags.add(configuration.arn);
  return [...violations, ...(hasUnseenTags ? [] : findTags(current.template))];
}

function findTagViolations(
  { deployment, isRefactored, stackId, logicalId }: StackView,
  { template, failedStatus }: CurrentResource,
  configuration: RecordingConfiguration,
  externalState: ExternalState,
): readonly string[] {
  // The next update repairs the tags of a failed one.
  if (failedStatus !== undefined) return [];
  const declared = { ...(template.Tags as Readonly<Record<string, string>> | undefined) };
  const { optional, required } = externalState.getTags(configuration.arn);
  const expected = Object.entries({ ...required, ...declared });
  const allowed: Readonly<Record<string, string>> = { ...optional, ...declared };
  const isOwner = (key: string): boolean => key.startsWith(OWNER_TAG_PREFIX);
  // A reused configuration has the tags of the template that it was created for.
  const isReused = configuration.tags[OWNER_TAGS.requestId]?.split(' ')[1] === 'found';
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
        isOwner(key) || allowed[key] === value || deployment.withEarlierTags.has(configuration.arn) || isReused,
    )
  ) {
    return [
      `${configuration.arn} has the tags ${JSON.stringify(configuration.tags)}, but the template declares ${JSON.stringify(declared)}`,
    ];
  }
  return [];
}

/** Reports every deletion to `onDeleted`. Returns a function that deletes without a report. */
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
