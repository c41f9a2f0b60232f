import { join } from 'node:path';
import { findPythonBin } from '../../../test/e2e/environment';
import { ROOT } from './fixtures';

/** Where the deployments of test/e2e look for their Python tools. */
const BIN_VARIABLE = 'E2E_PYTHON_BIN';

/** @throws if the Python tools are not there that `npm run test:e2e` installs */
export function assertEmulatorInstalled(): void {
  process.env[BIN_VARIABLE] = join(ROOT, 'node_modules', '.cache', 'test-e2e', 'python', 'bin');
  try {
    findPythonBin();
  } catch (cause) {
    throw new Error(
      'The Python tools of the emulator are not there, which --e2e needs: run "npm run test:e2e" once, which installs ' +
        'them, then measure again.',
      { cause },
    );
  }
}
