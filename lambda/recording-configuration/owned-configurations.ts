import type { RecordingConfiguration } from '../aws/recording-configurations';
import type { Deadline } from '../util/deadline';
import { callWithRetry, type RequestContext } from './request-context';
import { isOwnedBy, isOwnedWithSettings } from './ownership';

/** All of the owner's configurations, whatever their settings. */
export async function listOwned(
  context: RequestContext,
  deadline: Deadline,
): Promise<readonly RecordingConfiguration[]> {
  const all = await listAll(context, deadline);
  return all.filter((configuration) => isOwnedBy(configuration, context.owner));
}

/** The owner's configurations with the given settings, those whose creation failed included. */
export async function listOwnedWithSettings(
  context: RequestContext,
  settingsHash: string,
  deadline: Deadline,
): Promise<readonly RecordingConfiguration[]> {
  const all = await listAll(context, deadline);
  return all.filter((configuration) => isOwnedWithSettings(configuration, context.owner, settingsHash));
}

/** Each page is asked for until it comes: under a quota that others use up, a list begun anew would never end. */
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
