import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

test('each test run has a temporary folder, which is removed at its end', () => {
  expect(tmpdir()).toMatch(/ivs-tests-\w+$/);
  const setup = join(__dirname, '../../support/temporary-folder.mjs');
  const script = `import { setup } from ${JSON.stringify(setup)}; await setup(); console.log(process.env.TMPDIR);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stdout).toMatch(/ivs-tests-\w+\n$/);
  expect(existsSync(stdout.trim())).toBe(false);
});
