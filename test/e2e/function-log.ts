import { DescribeStackResourcesCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

/** Runs the command `aws` and returns its stdout. */
export type ReadAws = (...args: readonly string[]) => Promise<string>;

/** Reads the log of a stack's function with the AWS CLI. */
export async function readFunctionLog(
  client: CloudFormationClient,
  readAws: ReadAws,
  stackName: string,
): Promise<string> {
  const { StackResources: resources = [] } = await client.send(
    new DescribeStackResourcesCommand({ StackName: stackName }),
  );
  const logGroup = resources.find(({ ResourceType: type }) => type === 'AWS::Logs::LogGroup')?.PhysicalResourceId ?? '';
  const response = JSON.parse(
    await readAws('logs', 'filter-log-events', '--log-group-name', logGroup, '--output', 'json'),
  ) as { readonly events: readonly { readonly message: string }[] };
  return response.events.map(({ message }) => message).join('\n');
}

/** Lists the request types that the function received for a stack, in order. */
export function listReceived(functionLog: string, stackName: string): readonly string[] {
  const pattern = new RegExp(`requestType: '(\\w+)',\\s+stackId: '[^']*:stack/${stackName}/`, 'g');
  return [...functionLog.matchAll(pattern)].map(([, requestType = '']) => requestType);
}
