import { join } from 'node:path';
import { BUCKET_NAME } from '../harness/environment';
import { ROOT } from '../../build/root';
import type { Program } from '../harness/sandbox';
import { deploy, startImplementation, type Implementation } from './implementation';

export const PROGRAM: Program = { name: 'this', folder: join(ROOT, 'lambda', 'dist'), handler: 'index.handler' };
export const PROPERTIES = { DestinationConfiguration: { S3: { BucketName: BUCKET_NAME } } };

/** This project's function: the deployed bundle. */
export function startThis(timeToActiveMs: number, scratchFolder: string): Promise<Implementation> {
  return startImplementation(timeToActiveMs, (harness) => {
    const sandboxes = deploy(PROGRAM, harness, scratchFolder);
    return {
      name: PROGRAM.name,
      properties: PROPERTIES,
      functions: [sandboxes],
      deliver: (event) => sandboxes.invoke(event),
    };
  });
}
