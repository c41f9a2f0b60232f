import { join } from 'node:path';
import { prepareGo } from './go-app';
import { createJavaEnvironment, prepareJava } from './java-app';
import { createPythonEnvironment, preparePython } from './python-app';
import { readTemplates, type Template } from './template';
import { runTool } from './tool';
import { compileTypeScript, prepareTypeScript } from './typescript-app';
import { ROOT, type Language } from './workspace';

/** Installs the dependencies of an app in its folder. */
const PREPARE: Readonly<Record<Language, (folder: string) => Promise<void>>> = {
  typescript: async (folder) => {
    await prepareTypeScript();
    await compileTypeScript(folder, 'app.ts');
  },
  python: preparePython,
  java: prepareJava,
  go: prepareGo,
};

/** Synthesizes the app of a folder with the CDK CLI. Returns the templates by stack name. */
export async function synthesize(language: Language, folder: string): Promise<Readonly<Record<string, Template>>> {
  await PREPARE[language](folder);
  const cdk = join(ROOT, 'node_modules/.bin/cdk');
  const output = join(folder, 'cdk.out');
  await runTool([cdk, 'synth', '--quiet', '--no-notices', '--output', output], {
    cwd: folder,
    env: createEnvironment(language),
  });
  return readTemplates(output);
}

function createEnvironment(language: Language): NodeJS.ProcessEnv {
  if (language === 'python') return createPythonEnvironment();
  return language === 'java' ? createJavaEnvironment() : {};
}
