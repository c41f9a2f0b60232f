import { createReadStream, statSync } from 'node:fs';
import { CommandError } from '../../command-error';

/** Larger than the state of thousands of resources. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads a JSON file, or standard input for `-`.
 *
 * @throws CommandError if it cannot be read, is too large, or is not JSON
 */
export async function readDocument(path: string): Promise<unknown> {
  const source = nameSource(path);
  const text = decode(await readBytes(path, source));
  if (text.trim() === '') throw new CommandError(`${source} is empty. Pass a Terraform state.`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message quotes the file, which may contain secrets.
    throw new CommandError(
      `${source} is not valid JSON, or is truncated. Pass terraform.tfstate, or the output of "terraform state pull" or ` +
        '"terraform show -json".',
    );
  }
}

/** Returns the name of the input for errors. */
export function nameSource(path: string): string {
  return path === '-' ? 'Standard input' : path;
}

async function readBytes(path: string, source: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (path !== '-' && statSync(path).isDirectory()) {
      throw new CommandError(`${source} is a directory. Pass the path of its terraform.tfstate.`);
    }
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > MAX_BYTES) {
        throw new CommandError(
          `${source} is larger than ${MAX_BYTES / 1024 / 1024} MiB. Pass a smaller state, or the ARNs of the configurations.`,
        );
      }
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`${source} cannot be read (${code ?? String(error)}). Check the path and its permissions.`, {
      cause: error,
    });
  }
  return Buffer.concat(chunks);
}

/** PowerShell redirects output as UTF-16. TextDecoder removes the byte order mark. */
function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}
