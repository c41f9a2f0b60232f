import { createReadStream, statSync } from 'node:fs';
import { CommandError } from '../command-error';

/** Larger than the state of thousands of resources, and than any template. */
const MAX_BYTES = 64 * 1024 * 1024;

/** What to pass instead, for errors. */
export interface FileAdvice {
  /** Such as `a Terraform state`. */
  readonly expected: string;
  readonly insteadOfDirectory: string;
  readonly insteadOfLargeFile: string;
}

/**
 * Reads a text file, or standard input for `-`.
 *
 * @throws CommandError if it cannot be read, is empty, or is too large
 */
export async function readFile(path: string, advice: FileAdvice): Promise<string> {
  const source = nameSource(path);
  const text = decode(await readBytes(path, source, advice));
  if (text.trim() === '') throw new CommandError(`${source} is empty. Pass ${advice.expected}.`);
  return text;
}

/** Returns the name of the input for errors. */
export function nameSource(path: string): string {
  return path === '-' ? 'Standard input' : path;
}

async function readBytes(path: string, source: string, advice: FileAdvice): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (path !== '-' && statSync(path).isDirectory()) {
      throw new CommandError(`${source} is a directory. Pass ${advice.insteadOfDirectory}.`);
    }
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > MAX_BYTES) {
        throw new CommandError(
          `${source} is larger than ${MAX_BYTES / 1024 / 1024} MiB. Pass ${advice.insteadOfLargeFile}.`,
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
