import { UsageError } from './util/command-line';
import { PROGRAM, parseArguments, findCommandName, type CommandRequest } from './options';
import { connect, type Connection, type ConnectTo } from './aws/connection';
import { reportDrift } from './drift/drift-command';
import { formatCommandError } from './error-messages';
import { importConfiguration } from './import/import-command';
import { importMany } from './import/import-many-command';
import { importFromStack } from './import/import-stack-command';
import { importFromTerraform } from './import/import-terraform-command';
import { migrateStack } from './import/migrate-stack-command';
import { listConfigurations } from './import/list-command';
import type { Output, Paint } from './output';

/** Exit codes. A failed `drift` returns 2, because 1 means drift. */
const EXIT_OK = 0;
const EXIT_FAILURE = 1;
const EXIT_DRIFT = 1;
const EXIT_USAGE = 2;

/** Where a command prints. */
export interface Terminal extends Pick<Output, 'print' | 'warn'> {
  /** Colors texts for `print`. Default: no colors. */
  readonly paint?: Paint;
  /** Colors texts for `warn`. Default: no colors. */
  readonly paintWarning?: Paint;
}

const withoutColor: Paint = (_color, text) => text;

/**
 * Runs one command.
 *
 * @param args - the arguments without the program name
 * @returns the exit code; never rejects
 */
export async function runCommandLine(
  args: readonly string[],
  { paint = withoutColor, paintWarning = withoutColor, ...terminal }: Terminal,
): Promise<number> {
  const connections = new Map<string | undefined, Connection>();
  try {
    const request = parseArguments(args);
    if (request.command === 'help') return print(terminal, request.text);
    const connectTo = async (region: string | undefined): Promise<Connection> => {
      const existing = connections.get(region);
      if (existing !== undefined) return existing;
      const connection = await connect({ ...request.connection, region });
      connections.set(region, connection);
      return connection;
    };
    return await runCommand(request, connectTo, {
      print: terminal.print,
      note: terminal.warn,
      paint,
      warn: (text) => {
        terminal.warn(`${PROGRAM}: warning: ${text}`);
      },
    });
  } catch (error) {
    const region = [...connections.values()].at(-1)?.region;
    const context = { region, profile: process.env.AWS_PROFILE };
    terminal.warn(`${PROGRAM}: ${paintWarning('red', formatCommandError(error, context))}\n`);
    return error instanceof UsageError || findCommandName(args) === 'drift' ? EXIT_USAGE : EXIT_FAILURE;
  } finally {
    for (const connection of connections.values()) connection.close();
  }
}

type AwsRequest = Exclude<CommandRequest, { readonly command: 'help' }>;

async function runCommand(request: AwsRequest, connectTo: ConnectTo, output: Output): Promise<number> {
  // The signal is never aborted. Ctrl-C ends the process, which is safe because all calls are read-only.
  const { signal } = new AbortController();
  const { region } = request.connection;
  switch (request.command) {
    case 'import':
      await importConfiguration(request, await connectTo(region), output, signal);
      return EXIT_OK;
    case 'import-many':
      await importMany(request, connectTo, output, signal);
      return EXIT_OK;
    case 'import-terraform':
      await importFromTerraform(request, connectTo, output, signal);
      return EXIT_OK;
    case 'import-stack':
      await importFromStack(request, await connectTo(region), output, signal);
      return EXIT_OK;
    case 'migrate-stack':
      await migrateStack(request, await connectTo(region), output, signal);
      return EXIT_OK;
    case 'list':
      await listConfigurations(request, await connectTo(region), output, signal);
      return EXIT_OK;
    case 'drift':
      return (await reportDrift(request, await connectTo(region), output, signal)) ? EXIT_DRIFT : EXIT_OK;
  }
}

function print(output: Pick<Output, 'print'>, text: string): number {
  output.print(`${text}\n`);
  return EXIT_OK;
}
