import { startEmulator } from '../../aws';
import type { Emulator } from '../../aws';
import type { StackResult } from '../../cloudformation/engine';
import { getAccessKeyId } from '../../lambda/sandbox-environment';

const RULE = (name: string, more: object = {}): object => ({
  Type: 'AWS::Events::Rule',
  Properties: { Name: name, ...more },
});
const OUTPUT = { Arn: { Value: { 'Fn::GetAtt': ['Rule', 'Arn'] } } };
let aws: Emulator;

beforeAll(async () => {
  aws = await startEmulator();
});
afterAll(() => aws.close());

/** Deploys a stack with the credentials of a role that has these actions. */
async function deployAs(actions: readonly string[], template: object): Promise<StackResult> {
  const caller = await createRole(actions);
  return await aws.cloudFormation.deploy({ stackName: 'app', template: { ...template }, caller });
}

async function createRole(actions: readonly string[]): Promise<string> {
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
  const Properties = { RoleName: 'caller', Policies: [{ PolicyName: 'caller', PolicyDocument }] };
  const template = { Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } };
  await aws.cloudFormation.deploy({ stackName: 'caller', template });
  return getAccessKeyId('arn:aws:iam::123456789012:role/caller');
}

const listFailures = ({ events }: StackResult): readonly unknown[] =>
  events
    .filter(({ logicalId, status }) => logicalId === 'Rule' && status.endsWith('FAILED'))
    .map(({ reason }) => reason);

function describeDenial(action: string, resource = 'arn:aws:events:us-east-1:123456789012:rule/first'): string {
  return (
    `User: arn:aws:iam::123456789012:role/caller is not authorized to perform: ${action} on resource: ${resource} ` +
    `because no identity-based policy allows the ${action} action`
  );
}

describe("CloudFormation needs the caller's permissions", () => {
  const all = ['events:DescribeRule', 'events:PutRule', 'events:ListTargetsByRule', 'events:DeleteRule'];
  const without = (action: string): readonly string[] => all.filter((one) => one !== action);

  test('to create, update and delete a resource', async () => {
    const created = await deployAs(without('events:PutRule'), { Resources: { Rule: RULE('first') } });
    expect(created.status).toBe('ROLLBACK_COMPLETE');
    expect(listFailures(created)).toEqual([describeDenial('events:PutRule')]);

    expect((await deployAs(all, { Resources: { Rule: RULE('first') } })).status).toBe('CREATE_COMPLETE');
    const changed = { Resources: { Rule: RULE('first', { Description: 'changed' }) } };
    const updated = await deployAs(without('events:PutRule'), changed);
    expect(updated.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(listFailures(updated)).toEqual([describeDenial('events:PutRule')]);

    const deleted = await aws.cloudFormation.delete('app', await createRole(without('events:DeleteRule')));
    expect(deleted.status).toBe('DELETE_FAILED');
    expect(listFailures(deleted)).toEqual([describeDenial('events:DeleteRule')]);
    expect((await aws.cloudFormation.delete('app', await createRole(all))).status).toBe('DELETE_COMPLETE');
  });

  test('to read the attributes that a template uses', async () => {
    const template = { Resources: { Rule: RULE('first') }, Outputs: OUTPUT };
    const created = await deployAs(without('events:ListTargetsByRule'), template);
    expect(listFailures(created)).toEqual([describeDenial('events:ListTargetsByRule')]);
    expect((await deployAs(all, template)).status).toBe('CREATE_COMPLETE');
    await aws.cloudFormation.delete('app');
  });

  test('to set the tags of the stack', async () => {
    const caller = await createRole(all);
    const template = { Resources: { Rule: RULE('first') } };
    const created = await aws.cloudFormation.deploy({ stackName: 'app', template, tags: { team: 'video' }, caller });
    expect(listFailures(created)).toEqual([describeDenial('events:TagResource')]);
  });

  test('to invoke the function of a custom resource', async () => {
    const resource = 'arn:aws:lambda:us-east-1:123456789012:function:none';
    const Rule = { Type: 'Custom::Thing', Properties: { ServiceToken: resource } };
    expect(listFailures(await deployAs(all, { Resources: { Rule } }))).toEqual([
      `Received response status [FAILED] from custom resource. Message returned: ${describeDenial('lambda:InvokeFunction', resource)}`,
    ]);
  });

  test('of which those of a type must be known', async () => {
    const created = await deployAs(all, { Resources: { Rule: { Type: 'AWS::SNS::Topic' } } });
    expect(listFailures(created)).toEqual([
      'The emulator does not know the permissions of AWS::SNS::Topic: deploy it without the credentials of a role.',
    ]);
  });

  test('and credentials that are not those of a role may do everything', async () => {
    const template = { Resources: { Rule: RULE('first'), Topic: { Type: 'AWS::SNS::Topic' } } };
    const created = await aws.cloudFormation.deploy({ stackName: 'app', template, caller: 'AKIAIOSFODNN7EXAMPLE' });
    expect(created.status).toBe('CREATE_COMPLETE');
    await aws.cloudFormation.delete('app');
  });
});
