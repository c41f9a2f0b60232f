import { join } from 'node:path';
import { findPythonBin } from '../../../test/e2e/environment';
import { ROOT } from '../../build/root';

/** The variable with the folder of the Python tools of test/e2e. */
const BIN_VARIABLE = 'E2E_PYTHON_BIN';

/** @throws if the Python tools that `npm run test:e2e` installs do not exist */
export function assertEmulatorInstalled(): void {
  process.env[BIN_VARIABLE] = join(ROOT, 'node_modules', '.cache', 'test-e2e', 'python', 'bin');
  try {
    findPythonBin();
  } catch (cause) {
    throw new Error(
      '--e2e needs the Python tools of MiniStack. Run "npm run test:e2e" once to install them, and retry.',
      { cause },
    );
  }
}
