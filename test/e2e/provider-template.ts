import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './environment';
import { expectSuccess } from './tool';
import type { TestEnvironment } from './test-environment';

export const PROVIDER = 'ivs-recording-configuration-provider';
const TEMPLATE = 'dist/ivs-recording-configuration-provider.yaml';

/** Deploys the provider template as its header says, allowed all that it can be allowed. */
export async function deployProvider({ deploy }: TestEnvironment): Promise<void> {
  if (!existsSync(join(ROOT, TEMPLATE)))
    throw new Error(`There is no ${TEMPLATE}. Run "npm run build:template" and try again.`);
  // MiniStack does not know the condition key aws:ResourceAccount, which the permissions without BucketArns have.
  const parameters = ['BucketArns=arn:aws:s3:::*', 'AllowChannelUpdates=true'];
  expectSuccess(
    await deploy(PROVIDER, TEMPLATE, '--capabilities', 'CAPABILITY_IAM', '--parameter-overrides', ...parameters),
  );
}
