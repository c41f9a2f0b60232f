import type { ListRequest } from '../options';
import type { Connection } from '../aws/connection';
import type { Output } from '../output';
import { renderTable } from '../table';
import { readOwner, type ResourceOwner } from './owner';

/** Lists the configurations of the account in the Region, with their owners. */
export async function listConfigurations(
  { json }: ListRequest,
  { summaries, region }: Connection,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const found = [...(await summaries.list(signal))].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  if (json) {
    const list = found.map(({ arn, name = null, bucketName = null, state, tags }) => {
      return { arn, name, bucketName, state, owner: readOwner(tags) ?? null, tags };
    });
    output.print(`${JSON.stringify(list, null, 2)}\n`);
  } else if (found.length === 0) {
    output.print(`No recording configurations in ${region}.\n`);
  } else {
    const rows = found.map(({ arn, name, bucketName, state, tags }) => {
      return [arn, name ?? NO_VALUE, bucketName ?? NO_VALUE, state, describe(readOwner(tags))];
    });
    output.print(renderTable(['ARN', 'NAME', 'BUCKET', 'STATE', 'OWNER'], rows));
  }
}

const NO_VALUE = '-';

function describe(owner: ResourceOwner | undefined): string {
  if (owner === undefined) return NO_VALUE;
  const { type, stackId, stackName, logicalId } = owner;
  const kind = type === 'native resource' ? ' (native)' : '';
  return `${stackName ?? stackId ?? '?'}/${logicalId ?? '?'}${kind}`;
}
