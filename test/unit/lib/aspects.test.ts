import {
  Aspects,
  AspectPriority,
  CfnResource,
  type IAspect,
  RemovalPolicies,
  RemovalPolicy,
  type Stack,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import { RecordingConfiguration } from '../../../lib';
import { addOwnRecording, addRecording, createStack, findRecording, listResources, listResourcesOf } from './synthesis';

const readPolicies = (stack: Stack): readonly unknown[] => {
  const { DeletionPolicy: deletion, UpdateReplacePolicy: replacement } = findRecording(stack);
  return [deletion, replacement];
};

describe('the removal policy', () => {
  const { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE } = RemovalPolicy;
  const CASES = [
    ['DESTROY', DESTROY, ['Delete', 'Delete']],
    ['RETAIN', RETAIN, ['Retain', 'Retain']],
    ['RETAIN_ON_UPDATE_OR_DELETE', RETAIN_ON_UPDATE_OR_DELETE, ['RetainExceptOnCreate', 'Retain']],
  ] as const;

  test.each(CASES)('%s applies as a property, by applyRemovalPolicy and for its scope', (_, policy, is) => {
    const [byProperty, byMethod, byScope] = [createStack(), createStack(), createStack()];
    addRecording(byProperty, { removalPolicy: policy });
    addRecording(byMethod, { removalPolicy: policy === DESTROY ? RETAIN : DESTROY }).applyRemovalPolicy(policy);
    addRecording(byScope, { removalPolicy: policy === DESTROY ? RETAIN : DESTROY });
    RemovalPolicies.of(byScope).apply(policy);
    for (const stack of [byProperty, byMethod, byScope]) expect(readPolicies(stack)).toEqual(is);
  });

  test('of the scope can include or exclude the resource type', () => {
    const [alone, allBut] = [createStack(), createStack()];
    for (const stack of [alone, allBut]) addOwnRecording(stack);
    RemovalPolicies.of(alone).retain({ applyToResourceTypes: [RESOURCE_TYPE] });
    RemovalPolicies.of(allBut).retain({ excludeResourceTypes: [RESOURCE_TYPE] });
    expect(readPolicies(alone)).toEqual(['Retain', 'Retain']);
    expect(listResourcesOf(alone, 'AWS::Lambda::Function')[0]?.DeletionPolicy).toBeUndefined();
    expect(readPolicies(allBut)).toEqual(['Delete', 'Delete']);
    expect(listResourcesOf(allBut, 'AWS::Lambda::Function')[0]?.DeletionPolicy).toBe('Retain');
  });

  test('must be one that CloudFormation supports for custom resources', () => {
    const stack = createStack();
    stack.node.setContext('@aws-cdk/core:validateSnapshotRemovalPolicy', true);
    expect(() => addRecording(stack, { removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(
      'Custom::IVSRecordingConfiguration does not support snapshot removal policy',
    );
  });
});

/** An aspect of a function. */
const visiting = (visit: (node: IConstruct) => void): IAspect => ({ visit });

describe('an aspect', () => {
  test('finds the construct and the resource by its type', () => {
    const stack = createStack();
    const recording = addRecording(stack);
    const constructs: IConstruct[] = [];
    const resources: string[] = [];
    Aspects.of(stack).add(
      visiting((node) => {
        if (node instanceof RecordingConfiguration) constructs.push(node);
        if (CfnResource.isCfnResource(node)) resources.push(node.cfnResourceType);
      }),
    );
    Template.fromStack(stack);
    expect(constructs).toEqual([recording]);
    expect(resources).toEqual([RESOURCE_TYPE]);
  });

  test.each<[what: string, change: (node: IConstruct) => void, expected: Readonly<Record<string, unknown>>]>([
    [
      'the removal policy',
      (node) => {
        if (node instanceof RecordingConfiguration) node.applyRemovalPolicy(RemovalPolicy.RETAIN);
      },
      { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
    ],
    [
      'tags',
      (node) => {
        if (node instanceof RecordingConfiguration) node.cdkTagManager.setTag('stage', 'main');
      },
      { Properties: { Tags: [{ Key: 'stage', Value: 'main' }] } },
    ],
    [
      'a property of the resource',
      (node) => {
        if (CfnResource.isCfnResource(node)) node.addPropertyOverride('Timeouts.Delete', 120);
      },
      { Properties: { Timeouts: { Delete: 120 } } },
    ],
    [
      'metadata',
      (node) => {
        if (CfnResource.isCfnResource(node)) node.addMetadata('owner', 'video');
      },
      { Metadata: { owner: 'video' } },
    ],
  ])('changes %s, whatever its priority', (_, change, expected) => {
    for (const priority of [undefined, AspectPriority.MUTATING, AspectPriority.READONLY]) {
      const stack = createStack();
      addRecording(stack);
      Aspects.of(stack).add(visiting(change), { priority });
      expect(findRecording(stack)).toMatchObject(expected);
    }
  });

  test('changes the function of the provider', () => {
    const stack = createStack();
    addOwnRecording(stack);
    Aspects.of(stack).add(
      visiting((node) => {
        if (node instanceof lambda.CfnFunction) node.tracingConfig = { mode: 'Active' };
      }),
    );
    expect(listResourcesOf(stack, 'AWS::Lambda::Function')[0]?.Properties.TracingConfig).toEqual({ Mode: 'Active' });
  });

  test('can add a configuration', () => {
    const stack = createStack();
    Aspects.of(stack).add(
      visiting((node) => {
        if (node === stack && stack.node.tryFindChild('Recording') === undefined) addOwnRecording(stack);
      }),
    );
    expect(Object.values(listResources(stack)).map(({ Type }) => Type)).toContain(RESOURCE_TYPE);
  });
});
