import { join } from 'node:path';
import { runTool } from './tool';
import { findWorkspace } from './workspace';

const MODULE =
  'github.com/cdk-ivs-recording-configuration/cdk-ivs-recording-configuration-go/cdkivsrecordingconfiguration';

/** Lets an app take the module that was built, as the example's README says. */
export async function prepareGo(folder: string): Promise<void> {
  const module = join(findWorkspace(), 'dist/go/cdkivsrecordingconfiguration');
  await runTool(['go', 'mod', 'edit', `-replace=${MODULE}=${module}`], { cwd: folder });
}
