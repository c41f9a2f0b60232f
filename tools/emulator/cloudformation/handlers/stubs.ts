import type { ResourceHandler } from '../resource-handler';
import type { JsonObject } from '../values';
import { createStubHandler, readText, type StubOptions } from './stub-resource';

export interface StubEnvironment {
  readonly accountId: string;
  readonly region: string;
}

/**
 * Resource types that examples and users' apps have beside the recordings: networks, keys, queues, distributions. They
 * have ids and attributes, and do nothing.
 */
export function createStubHandlers({ accountId, region }: StubEnvironment): Readonly<Record<string, ResourceHandler>> {
  const formatArn = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const ids = (prefix: string, ...attributeNames: string[]): ResourceHandler =>
    createIdStub(prefix, attributeNames, () => ({}));

  return {
    'AWS::CloudFront::CachePolicy': ids('', 'Id', 'LastModifiedTime'),
    'AWS::CloudFront::Distribution': createIdStub('E', ['DomainName', 'Id'], (id) => ({
      DomainName: `${id.toLowerCase()}.cloudfront.net`,
    })),
    'AWS::CloudFront::OriginAccessControl': ids('E', 'Id'),
    'AWS::CloudFront::ResponseHeadersPolicy': ids('', 'Id', 'LastModifiedTime'),
    'AWS::CloudWatch::Alarm': createStubHandler({
      attributeNames: ['Arn'],
      describe: (name) => ({ Arn: formatArn('cloudwatch', `alarm:${name}`) }),
    }),
    'AWS::CloudWatch::Dashboard': createNamed('DashboardName'),
    'AWS::EC2::EIP': ids('eip-', 'AllocationId', 'PublicIp'),
    'AWS::EC2::FlowLog': ids('fl-', 'Id'),
    'AWS::EC2::InternetGateway': ids('igw-', 'InternetGatewayId'),
    'AWS::EC2::NatGateway': ids('nat-', 'NatGatewayId'),
    'AWS::EC2::Route': ids('r-'),
    'AWS::EC2::RouteTable': ids('rtb-', 'RouteTableId'),
    'AWS::EC2::SecurityGroup': createIdStub('sg-', ['GroupId', 'Id', 'VpcId'], (_id, { VpcId: vpcId }) => ({
      VpcId: vpcId,
    })),
    'AWS::EC2::SecurityGroupEgress': ids('sgr-', 'Id'),
    'AWS::EC2::SecurityGroupIngress': ids('sgr-', 'Id'),
    'AWS::EC2::Subnet': createIdStub('subnet-', ['AvailabilityZone', 'SubnetId', 'VpcId'], (_id, properties) => ({
      AvailabilityZone: properties.AvailabilityZone,
      VpcId: properties.VpcId,
    })),
    'AWS::EC2::SubnetRouteTableAssociation': ids('rtb-assoc-', 'Id'),
    'AWS::EC2::VPC': createIdStub('vpc-', ['CidrBlock', 'DefaultSecurityGroup', 'VpcId'], (id, properties) => ({
      CidrBlock: properties.CidrBlock,
      DefaultSecurityGroup: id.replace('vpc-', 'sg-'),
    })),
    'AWS::EC2::VPCEndpoint': ids('vpce-', 'Id'),
    'AWS::EC2::VPCGatewayAttachment': ids(''),
    'AWS::KMS::Alias': createNamed('AliasName'),
    'AWS::KMS::Key': createIdStub('', ['Arn', 'KeyId'], (id) => ({ Arn: formatArn('kms', `key/${id}`) })),
    'AWS::Lambda::EventInvokeConfig': ids(''),
    'AWS::SQS::Queue': createStubHandler({
      attributeNames: ['Arn', 'QueueName', 'QueueUrl'],
      identify: ({ properties }, generatedId) =>
        `https://sqs.${region}.amazonaws.com/${accountId}/${readText(properties, 'QueueName') ?? generatedId}`,
      createOnlyProperties: ['QueueName'],
      describe: (url) => {
        const name = url.slice(url.lastIndexOf('/') + 1);
        return { Arn: formatArn('sqs', name), QueueName: name, QueueUrl: url };
      },
    }),
    'AWS::SQS::QueuePolicy': ids(''),
  };
}

/** A stub whose physical id is generated. Every attribute without a value in `describe` is the physical id. */
function createIdStub(
  prefix: string,
  attributeNames: readonly string[],
  describe: NonNullable<StubOptions['describe']>,
): ResourceHandler {
  return createStubHandler({
    attributeNames,
    identify: (_request, generatedId) => prefix + generatedId,
    describe: (id, properties: JsonObject) => ({
      ...Object.fromEntries(attributeNames.map((name) => [name, id])),
      ...describe(id, properties),
    }),
  });
}

/** A stub whose physical id is the property with its name, if it is given. */
function createNamed(property: string): ResourceHandler {
  return createStubHandler({
    identify: ({ properties }, generatedId) => readText(properties, property) ?? generatedId,
    createOnlyProperties: [property],
  });
}
