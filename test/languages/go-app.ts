import { join } from 'node:path';
import { runTool } from './tool';
import { findWorkspace } from './workspace';

const MODULE =
  'github.com/cdk-ivs-recording-configuration/cdk-ivs-recording-configuration-go/cdkivsrecordingconfiguration';

/** Replaces the module of an app with the built one, as in the README of the example. */
export async function prepareGo(folder: string): Promise<void> {
  const module = join(findWorkspace(), 'dist/go/cdkivsrecordingconfiguration');
  await runTool(['go', 'mod', 'edit', `-replace=${MODULE}=${module}`], { cwd: folder });
}
