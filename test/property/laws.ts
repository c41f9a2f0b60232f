import { isDeepStrictEqual } from 'node:util';
import { OWNER_TAG_PREFIX, OWNER_TAGS } from '../../contract/tags';
import type { IvsAccount } from '../../local/ivs/account';
import type { RecordingConfiguration } from '../../local/ivs/recording-configuration';
import type { SimulatedStack } from './simulated-stack';

/** The account holds exactly what the stack says it has, as it says it. */
export function findBrokenLaws(
  current: SimulatedStack['current'],
  configurations: readonly RecordingConfiguration[],
): readonly string[] {
  const broken = configurations
    .filter(({ arn }) => arn !== current?.physicalId)
    .map(({ arn, state }) => `${arn} (${state}) is left over`);
  if (current === undefined) return broken;
  const kept = configurations.find(({ arn }) => arn === current.physicalId);
  if (kept === undefined) return [...broken, `${current.physicalId} is missing`];
  if (kept.state !== 'ACTIVE') broken.push(`${kept.arn} is ${kept.state}`);
  if (kept.name !== current.template.Name) broken.push(`${kept.arn} has the settings of ${kept.name}`);
  const declared = { ...(current.template.Tags as object | undefined) };
  const isOwner = (key: string): boolean => key.startsWith(OWNER_TAG_PREFIX);
  const own = Object.fromEntries(Object.entries(kept.tags).filter(([key]) => !isOwner(key)));
  const hasOwner = Object.values(OWNER_TAGS).every((key) => Object.hasOwn(kept.tags, key));
  if (!hasOwner || !isDeepStrictEqual(own, declared)) {
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
