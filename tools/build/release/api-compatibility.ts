import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What jsii-diff finds broken between two built libraries, a line each; the API is experimental as a whole, so nothing is
 * exempt for being so.
 *
 * @param original - the folder of the released library's assembly, `.jsii`
 * @param updated - that of the library to be released
 * @throws if jsii-diff itself fails
 */
export function listBrokenApi(root: string, original: string, updated: string): readonly string[] {
  try {
    execFileSync(join(root, 'node_modules/.bin/jsii-diff'), ['--error-on', 'all', original, updated], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return [];
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('err '));
    if (lines.length > 0) return lines.map((line) => line.replace(/^err\s+-\s*/, ''));
    throw new Error(`jsii-diff failed: ${stderr || String(error)}`, { cause: error });
  }
}

/** Builds the library as a tag of the repository has it, with today's compiler, and hands over where its assembly is. */
export function withLibraryOf<Result>(root: string, tag: string, use: (folder: string) => Result): Result {
  const folder = join(mkdtempSync(join(tmpdir(), 'release-')), 'library');
  const git = (...args: readonly string[]): void => {
    execFileSync('git', args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  git('worktree', 'add', '--detach', folder, tag);
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    cpSync(join(root, 'tsconfig.jsii.json'), join(folder, 'tsconfig.jsii.json'));
    execFileSync(
      join(root, 'node_modules/.bin/jsii'),
      ['--silence-warnings=reserved-word', '--generate-tsconfig', 'tsconfig.jsii.json'],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    return use(folder);
  } finally {
    git('worktree', 'remove', '--force', folder);
    rmSync(join(folder, '..'), { recursive: true, force: true });
  }
}
