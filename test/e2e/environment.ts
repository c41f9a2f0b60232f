import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
export const REGION = 'us-east-1';
/** MiniStack treats an access key of twelve digits as the account's root. */
export const ACCOUNT_ID = '123456789012';

/** The variable with the folder of the Python tools, set by `npm run test:e2e`. */
const BIN_VARIABLE = 'E2E_PYTHON_BIN';

/** The folder of the Python tools: `python`, `aws`. */
export function findPythonBin(): string {
  const folder = process.env[BIN_VARIABLE] ?? '';
  if (existsSync(join(folder, 'python')) && existsSync(join(folder, 'aws'))) return folder;
  throw new Error(
    `${BIN_VARIABLE} is "${folder}": expected the folder of a Python environment with test/e2e/requirements.txt. ` +
      '"npm run test:e2e" creates one, sets the variable, and runs these tests.',
  );
}

/**
 * Creates the environment variables of every process. Only `PATH` is inherited, so that the user's profiles,
 * credentials and proxies have no effect.
 *
 * @param directory - replaces the user's home folder
 */
export function createProcessEnvironment(directory: string): NodeJS.ProcessEnv {
  return {
    PATH: [findPythonBin(), dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: directory,
    TMPDIR: directory,
    LANG: 'C.UTF-8',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
