import type { RecordingConfiguration } from '../aws/recording-configurations';
import type { Deadline } from '../util/deadline';
import { persist, type Operation } from './request-context';
import { belongsTo, isOwnedBy } from './ownership';

/** All of the owner's configurations, whatever their settings. */
export async function listOwned(operation: Operation, deadline: Deadline): Promise<readonly RecordingConfiguration[]> {
  const all = await listAll(operation, deadline);
  return all.filter((configuration) => belongsTo(configuration, operation.owner));
}

/** The owner's configurations with the given settings, those whose creation failed included. */
export async function findOwned(
  operation: Operation,
  fingerprint: string,
  deadline: Deadline,
): Promise<readonly RecordingConfiguration[]> {
  const all = await listAll(operation, deadline);
  return all.filter((configuration) => isOwnedBy(configuration, operation.owner, fingerprint));
}

/** Each page is asked for until it comes: under a quota that others use up, a list begun anew would never end. */
async function listAll(operation: Operation, deadline: Deadline): Promise<readonly RecordingConfiguration[]> {
  const { configurations } = operation;
  const found: RecordingConfiguration[] = [];
  let nextToken: string | undefined;
  do {
    const token = nextToken;
    const page = await persist(operation, deadline, (signal) => configurations.list(token, signal));
    found.push(...page.configurations);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}
