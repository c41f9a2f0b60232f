import { UsageError } from './util/command-line';
import { PROGRAM, readArguments, readCommandName, type Request } from './arguments';
import { connect, type Connection } from './aws/connection';
import { reportDrift } from './drift/drift-command';
import { explainFailure } from './error-messages';
import { importConfiguration } from './import/import-command';
import { listConfigurations } from './import/list-command';
import type { Output } from './output';

/** Exit codes. A failed `drift` returns 2, because 1 means drift. */
const DONE = 0;
const FAILED = 1;
const DRIFTED = 1;
const MISUSED = 2;

/**
 * Runs one command.
 *
 * @param args - the arguments without the program name
 * @returns the exit code; never rejects
 */
export async function runCommandLine(args: readonly string[], output: Output): Promise<number> {
  let connection: Connection | undefined;
  try {
    const request = readArguments(args);
    if (request.command === 'help') return print(output, request.text);
    connection = await connect(request.connection);
    return await serve(request, connection, {
      ...output,
      warn: (text) => {
        output.warn(`${PROGRAM}: warning: ${text}`);
      },
    });
  } catch (error) {
    const whereabouts = { region: connection?.region, profile: process.env.AWS_PROFILE };
    output.warn(`${PROGRAM}: ${explainFailure(error, whereabouts)}\n`);
    return error instanceof UsageError || readCommandName(args) === 'drift' ? MISUSED : FAILED;
  } finally {
    connection?.close();
  }
}

type AwsRequest = Exclude<Request, { readonly command: 'help' }>;

async function serve(request: AwsRequest, connection: Connection, output: Output): Promise<number> {
  // The signal is never aborted. Ctrl-C ends the process, which is safe because all calls are read-only.
  const { signal } = new AbortController();
  switch (request.command) {
    case 'import':
      await importConfiguration(request, connection, output, signal);
      return DONE;
    case 'inventory':
      await listConfigurations(request, connection, output, signal);
      return DONE;
    case 'drift':
      return (await reportDrift(request, connection, output, signal)) ? DRIFTED : DONE;
  }
}

function print(output: Output, text: string): number {
  output.print(`${text}\n`);
  return DONE;
}
