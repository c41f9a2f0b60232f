import { UsageError } from './util/command-line';
import { PROGRAM, parseArguments, findCommandName, type CommandRequest } from './options';
import { connect, type Connection } from './aws/connection';
import { reportDrift } from './drift/drift-command';
import { formatCommandError } from './error-messages';
import { importConfiguration } from './import/import-command';
import { listConfigurations } from './import/list-command';
import type { Output } from './output';

/** Exit codes. A failed `drift` returns 2, because 1 means drift. */
const EXIT_OK = 0;
const EXIT_FAILURE = 1;
const EXIT_DRIFT = 1;
const EXIT_USAGE = 2;

/**
 * Runs one command.
 *
 * @param args - the arguments without the program name
 * @returns the exit code; never rejects
 */
export async function runCommandLine(args: readonly string[], output: Output): Promise<number> {
  let connection: Connection | undefined;
  try {
    const request = parseArguments(args);
    if (request.command === 'help') return print(output, request.text);
    connection = await connect(request.connection);
    return await runCommand(request, connection, {
      ...output,
      warn: (text) => {
        output.warn(`${PROGRAM}: warning: ${text}`);
      },
    });
  } catch (error) {
    const context = { region: connection?.region, profile: process.env.AWS_PROFILE };
    output.warn(`${PROGRAM}: ${formatCommandError(error, context)}\n`);
    return error instanceof UsageError || findCommandName(args) === 'drift' ? EXIT_USAGE : EXIT_FAILURE;
  } finally {
    connection?.close();
  }
}

type AwsRequest = Exclude<CommandRequest, { readonly command: 'help' }>;

async function runCommand(request: AwsRequest, connection: Connection, output: Output): Promise<number> {
  // The signal is never aborted. Ctrl-C ends the process, which is safe because all calls are read-only.
  const { signal } = new AbortController();
  switch (request.command) {
    case 'import':
      await importConfiguration(request, connection, output, signal);
      return EXIT_OK;
    case 'list':
      await listConfigurations(request, connection, output, signal);
      return EXIT_OK;
    case 'drift':
      return (await reportDrift(request, connection, output, signal)) ? EXIT_DRIFT : EXIT_OK;
  }
}

function print(output: Output, text: string): number {
  output.print(`${text}\n`);
  return EXIT_OK;
}
