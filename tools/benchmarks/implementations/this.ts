import { join } from 'node:path';
import { BUCKET_NAME } from '../harness/environment';
import { ROOT } from '../harness/fixtures';
import type { Program } from '../harness/sandbox';
import { deploy, startContender, type Contender } from './implementation';

export const PROGRAM: Program = { name: 'ours', folder: join(ROOT, 'lambda', 'dist'), handler: 'index.handler' };
export const PROPERTIES = { DestinationConfiguration: { S3: { BucketName: BUCKET_NAME } } };

/** This project's function: the bundle, as it is deployed. */
export function startOurs(timeToActiveMs: number, scratchFolder: string): Promise<Contender> {
  return startContender(timeToActiveMs, (stage) => {
    const sandboxes = deploy(PROGRAM, stage, scratchFolder);
    return {
      name: PROGRAM.name,
      properties: PROPERTIES,
      functions: [sandboxes],
      deliver: (event) => sandboxes.invoke(event),
    };
  });
}
