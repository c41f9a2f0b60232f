import type { RecordingConfiguration } from '../aws/recording-configurations';
import type { Deadline } from '../util/deadline';
import { callWithRetry } from './retry';
import type { RequestContext } from './request-context';
import { isOwnedBy, isOwnedWithSettings } from './ownership';

/** Returns all configurations of the owner. */
export async function listOwned(
  context: RequestContext,
  deadline: Deadline,
): Promise<readonly RecordingConfiguration[]> {
  const all = await listAll(context, deadline);
  return all.filter((configuration) => isOwnedBy(configuration, context.owner));
}

/** Returns the owner's configurations with the given settings, including CREATE_FAILED ones. */
export async function listOwnedWithSettings(
  context: RequestContext,
  settingsHash: string,
  deadline: Deadline,
): Promise<readonly RecordingConfiguration[]> {
  const all = await listAll(context, deadline);
  return all.filter((configuration) => isOwnedWithSettings(configuration, context.owner, settingsHash));
}

/** Each page is retried separately: under throttling, a list that restarts at the first page might never end. */
async function listAll(context: RequestContext, deadline: Deadline): Promise<readonly RecordingConfiguration[]> {
  const { configurations } = context;
  const found: RecordingConfiguration[] = [];
  let nextToken: string | undefined;
  do {
    const token = nextToken;
    const page = await callWithRetry(context, deadline, (signal) => configurations.list(token, signal));
    found.push(...page.configurations);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}
