import { CommandError } from '../../command-error';
import { nameSource, readFile, type FileAdvice } from '../read-file';

const ADVICE: FileAdvice = {
  expected: 'a Terraform state',
  insteadOfDirectory: 'the path of its terraform.tfstate',
  insteadOfLargeFile: 'a smaller state, or the ARNs of the configurations',
};

/**
 * Reads a JSON file, or standard input for `-`.
 *
 * @throws CommandError if it cannot be read, is too large, or is not JSON
 */
export async function readDocument(path: string): Promise<unknown> {
  const text = await readFile(path, ADVICE);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message quotes the file, which may contain secrets.
    throw new CommandError(
      `${nameSource(path)} is not valid JSON, or is truncated. Pass terraform.tfstate, or the output of "terraform state ` +
        'pull" or "terraform show -json".',
    );
  }
}
