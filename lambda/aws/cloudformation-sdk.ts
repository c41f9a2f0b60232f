/** What the function needs of the CloudFormation client, so that the rest of it stays out of the bundle. */
export {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
