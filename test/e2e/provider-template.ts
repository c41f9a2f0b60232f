import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './environment';
import { expectSuccess } from './tool';
import type { TestEnvironment } from './test-environment';

export const PROVIDER = 'ivs-recording-configuration-provider';
const TEMPLATE = 'dist/ivs-recording-configuration-provider.yaml';

/** Deploys the provider template with all optional permissions. */
export async function deployProvider({ deploy }: TestEnvironment): Promise<void> {
  if (!existsSync(join(ROOT, TEMPLATE)))
    throw new Error(`${TEMPLATE} does not exist. Run "npm run build:template" and retry.`);
  // MiniStack does not support the condition key aws:ResourceAccount of the permissions without BucketArns.
  const parameters = ['BucketArns=arn:aws:s3:::*', 'AllowChannelUpdates=true'];
  expectSuccess(
    await deploy(PROVIDER, TEMPLATE, '--capabilities', 'CAPABILITY_IAM', '--parameter-overrides', ...parameters),
  );
}
