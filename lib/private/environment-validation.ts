import { type Stack, Token } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { Problem } from '../../schema/problem';
import { IVS_REGIONS } from '../../schema/regions';
import type { RecordingConfigurationProps } from '../recording-configuration';
import {
  type IRecordingConfigurationProvider,
  RecordingConfigurationProvider,
} from '../recording-configuration-provider';
import { createProblem } from './validation';

interface Environment {
  readonly account: string;
  readonly region: string;
}

/**
 * Returns the problems with the environment of the stack and of the resources that a configuration references, as far
 * as they are known at synthesis.
 */
export function findEnvironmentProblems(
  stack: Stack,
  // In plain JavaScript the bucket may be missing or be a name; the property check reports that.
  { bucket, provider, adoptArn }: Partial<RecordingConfigurationProps>,
): readonly Problem[] {
  return [
    ...findRegionProblems(stack),
    ...(typeof bucket === 'object' ? findBucketProblems(stack, bucket) : []),
    ...(provider === undefined ? [] : findProviderProblems(stack, provider)),
    ...(adoptArn === undefined ? [] : findAdoptionProblems(stack, adoptArn)),
  ];
}

function findRegionProblems({ region }: Stack): readonly Problem[] {
  if (Token.isUnresolved(region) || IVS_REGIONS.includes(region)) return [];
  return [createProblem('Region', 'RegionNotSupported', { region, regions: IVS_REGIONS.join(', ') })];
}

function findBucketProblems(stack: Stack, bucket: IBucket): readonly Problem[] {
  const { actual, expected } = compareEnvironments(stack, bucket.env);
  if (expected === '') return [];
  const values = { bucket: bucket.node.path, actual, expected };
  return [createProblem('DestinationConfiguration.S3.BucketName', 'BucketInOtherEnvironment', values)];
}

function findProviderProblems(stack: Stack, provider: IRecordingConfigurationProvider): readonly Problem[] {
  const environment = readEnvironment(provider);
  if (environment === undefined) return [];
  const { actual, expected } = compareEnvironments(stack, environment);
  if (expected === '') return [];
  return [createProblem('ServiceToken', 'ProviderInOtherEnvironment', { actual, expected })];
}

function readEnvironment(provider: IRecordingConfigurationProvider): Environment | undefined {
  if (provider instanceof RecordingConfigurationProvider) return provider.handler.env;
  // Either part may be a token, which is text without a colon.
  const [, region, account] = /^arn:[^:]*:lambda:([^:]*):([^:]*):/.exec(provider.serviceToken) ?? [];
  return region === undefined || account === undefined ? undefined : { region, account };
}

function findAdoptionProblems(stack: Stack, adoptArn: string): readonly Problem[] {
  if (Token.isUnresolved(adoptArn)) return [];
  const arn = parseRecordingConfigurationArn(adoptArn);
  // The property check reports text that is not an ARN.
  if (arn === undefined) return [];
  const { expected } = compareEnvironments(stack, { account: arn.accountId, region: arn.region });
  if (expected === '') return [];
  return [createProblem('AdoptArn', 'AdoptArnInOtherEnvironment', { arn: adoptArn, expected })];
}

/** Describes how an environment differs from that of the stack; empty if no difference is known. */
function compareEnvironments(stack: Stack, { region, account }: Environment): { actual: string; expected: string } {
  const parts = [
    { name: 'Region', actual: region, expected: stack.region },
    { name: 'account', actual: account, expected: stack.account },
  ].filter(
    ({ actual, expected }) => !Token.isUnresolved(actual) && !Token.isUnresolved(expected) && actual !== expected,
  );
  return {
    actual: parts.map(({ name, actual }) => `the ${name} ${actual}`).join(' and '),
    expected: parts.map(({ name, expected }) => `in the ${name} of the stack, ${expected}`).join(' and '),
  };
}
