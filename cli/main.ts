import { UsageError } from './util/command-line';
import { PROGRAM, readArguments, readCommandName, type Request } from './arguments';
import { connect, type Connection } from './aws/connection';
import { reportDrift } from './drift/drift-command';
import { explainFailure } from './error-messages';
import { importConfiguration } from './import/import-command';
import { listConfigurations } from './import/list-command';
import type { Output } from './output';

/** Exit codes. That of `drift` when it fails is 2 throughout, since 1 says that there is drift. */
const DONE = 0;
const FAILED = 1;
const DRIFTED = 1;
const MISUSED = 2;

/**
 * Runs one command.
 *
 * @param args - what follows the program's name
 * @returns the exit code; it does not reject
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
  // Nobody aborts: the user's Ctrl-C ends the process, and nothing is left half done, since nothing is written.
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
