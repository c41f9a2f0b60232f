import type { RecordingConfiguration } from '../aws/recording-configurations';
import { ResourceError } from './errors';
import { unknownHolderError, type Holder } from './holder';
import { isOwnedBy, parseOrigin, type Owner } from './ownership';
import {
  findPreviousId,
  isAdoptedSince,
  isCreatedSince,
  isCreateFinal,
  isOnlyDeleting,
  type StackHistory,
} from './stack-history';

/** What decides how a Delete handles its configuration. */
export interface DeleteFacts {
  readonly owner: Owner;
  readonly configuration: RecordingConfiguration;
  /** Whether CloudFormation deletes the resource itself, not a replaced configuration. */
  readonly isDeletingResource: boolean;
  /** The resource that has the configuration; undefined if no owner tag names another resource. */
  readonly holder: Holder | undefined;
  /** Whether AdoptArn of the template names the configuration. */
  readonly isNamed: boolean;
  /** Undefined if CloudFormation does not show it, or {@link needsHistory} returns false. */
  readonly history: StackHistory | undefined;
}

/**
 * How a Delete handles its configuration.
 *
 * - `release-adoption`: the adoption is undone; only the owner tags are removed
 * - `not-owned`: another resource has it
 * - `keep`: it existed before the operation that is rolled back
 */
export type DeletePlan = 'delete' | 'release-adoption' | 'not-owned' | 'keep';

/** Returns whether the history of the resource decides about the configuration. */
export function needsHistory({ owner, configuration, holder, isNamed }: Omit<DeleteFacts, 'history'>): boolean {
  return holder === undefined && (isNamed || !isOwnedBy(configuration, owner) || isFoundOrAdopted(configuration));
}

/**
 * Decides how a Delete handles its configuration. An operation that is rolled back deletes nothing that existed before
 * it.
 *
 * @throws ResourceError if the facts do not decide
 */
export function planDelete(facts: DeleteFacts): DeletePlan {
  const { owner, configuration, isDeletingResource, holder, isNamed, history } = facts;
  const { arn } = configuration;
  if (holder === 'another') return 'not-owned';
  if (holder !== undefined) {
    if (holder === 'this' && isDeletingResource) return 'delete';
    throw unknownHolderError(configuration);
  }
  const isAdopted = (isNamed && !isCreateFinal(history)) || (history !== undefined && isAdoptedSince(history, arn));
  if (isAdopted) return 'release-adoption';
  if (!isOwnedBy(configuration, owner)) {
    if (history !== undefined) return 'delete';
    throw new ResourceError('OwnerTagMissing', { arn });
  }
  if (!isFoundOrAdopted(configuration)) return 'delete';
  if (history === undefined) throw new ResourceError('OriginUnknown', { arns: arn });
  const createdAt = parseOrigin(configuration)?.createdAt;
  const isCreated = createdAt !== undefined && isCreatedSince(history.endedAt, createdAt);
  return isOnlyDeleting(history) || findPreviousId(history) === arn || isCreated ? 'delete' : 'keep';
}

/** Returns whether the owner found or adopted the configuration instead of creating it. */
function isFoundOrAdopted(configuration: RecordingConfiguration): boolean {
  const origin = parseOrigin(configuration);
  return origin !== undefined && (origin.isFound || origin.createdAt === undefined);
}
