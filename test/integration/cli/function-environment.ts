import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import { ProviderStack } from '../../../bin/stacks/provider-stack';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../tools/emulator/aws';
import { readCloudAssembly } from '../../../tools/emulator/cloudformation/cloud-assembly';
import type { StackResult } from '../../../tools/emulator/cloudformation/engine';
import { createApp } from '../../unit/lib/synthesis';
import type { Variables } from './terminal';

/** The bucket of every configuration; it is outside any stack. */
export const BUCKET_NAME = 'stream-archive';

/** An emulator with the provider stack as `cdk deploy` deploys it, including the bundle. */
export interface FunctionEnvironment {
  readonly aws: Emulator;
  /** Environment variables with the endpoints, for the command line. */
  readonly endpoints: Variables;
  /** Deploys a template in JSON or YAML, or resources. */
  deploy(stackName: string, template: string | Readonly<Record<string, unknown>>): Promise<StackResult>;
  /** Deploys a CDK stack with its assets. */
  deployStack(create: (app: App) => Stack): Promise<StackResult>;
  close(): Promise<void>;
}

export async function startFunctionEnvironment(options: EmulatorOptions = {}): Promise<FunctionEnvironment> {
  const aws = await startEmulator({ ivs: { timeToActiveMs: 0 }, ...options });
  aws.s3.buckets.set(BUCKET_NAME, { region: aws.region, accountId: aws.accountId, encryption: 'AES256' });
  const assemblies: string[] = [];
  const world: FunctionEnvironment = {
    aws,
    endpoints: aws.endpoints,
    deploy: (stackName, template) => {
      const whole = typeof template === 'string' ? template : { Resources: template };
      return aws.cloudFormation.deploy({ stackName, template: whole });
    },
    deployStack: async (create) => {
      const outdir = mkdtempSync(join(tmpdir(), 'assembly-'));
      assemblies.push(outdir);
      const app = createApp({ outdir, treeMetadata: false, analyticsReporting: false });
      create(app);
      const [stack, ...others] = readCloudAssembly(app.synth().directory);
      if (stack === undefined || others.length > 0) throw new Error('Expected one stack');
      return await aws.cloudFormation.deploy(stack);
    },
    close: async () => {
      await aws.close();
      for (const folder of assemblies) rmSync(folder, { recursive: true });
    },
  };
  await world.deployStack((app) => new ProviderStack(app, 'IvsRecordingConfigurationProvider'));
  return world;
}

/** Returns a recording configuration for a hand-written template. */
export function recording(properties: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    Type: 'Custom::IVSRecordingConfiguration',
    Properties: {
      ServiceToken: { 'Fn::ImportValue': 'IvsRecordingConfigurationServiceToken' },
      DestinationConfiguration: { S3: { BucketName: BUCKET_NAME } },
      ...properties,
    },
  };
}
