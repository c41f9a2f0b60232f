import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { doOnce, ROOT } from './workspace';

/** The Maven repository of the tests. The user's repository would keep the package of this run. */
const REPOSITORY = join(ROOT, 'node_modules/.cache/languages/maven');

/** Removes the package of an earlier run, which has the same version, from the Maven repository. */
export async function prepareJava(): Promise<void> {
  await doOnce('java', () => {
    rmSync(join(REPOSITORY, 'io/github/cdkivsrecordingconfiguration'), { recursive: true, force: true });
    return Promise.resolve();
  });
}

export function createJavaEnvironment(): NodeJS.ProcessEnv {
  return { MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ''} -Dmaven.repo.local=${REPOSITORY} -XX:TieredStopAtLevel=1` };
}
