import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
export const REGION = 'us-east-1';
/** MiniStack takes an access key of twelve digits for the account's root. */
export const ACCOUNT_ID = '123456789012';

/** Where `npm run test:e2e` says that it has put the Python tools. */
const BIN_VARIABLE = 'E2E_PYTHON_BIN';

/** The folder of the Python tools: `python`, `aws`. */
export function findPythonBin(): string {
  const folder = process.env[BIN_VARIABLE] ?? '';
  if (existsSync(join(folder, 'python')) && existsSync(join(folder, 'aws'))) return folder;
  throw new Error(
    `${BIN_VARIABLE} is "${folder}": expected the folder of a Python environment with what test/integration/stack/requirements.txt ` +
      'names. "npm run test:e2e" makes one, sets it, and runs these tests.',
  );
}

/**
 * What every process starts from: nothing of the machine's own but the way to its programs, so that no profile, no
 * credential and no proxy gets in.
 *
 * @param directory - what is written to instead of the user's home
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
