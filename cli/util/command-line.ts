import { Command, CommanderError } from 'commander';

/** The command line is invalid. The message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface ProgramOptions {
  /** The command that starts the program, such as `npm start --`. */
  readonly name: string;
  readonly summary: string;
  /** The output of `--version`. Without it the option does not exist. */
  readonly version?: string;
}

/** Creates a program to add options and commands to. Parse it with `readCommandLine`. */
export function createProgram({ name, summary, version }: ProgramOptions): Command {
  const program = new Command(name)
    .description(summary)
    .helpOption('-h, --help', 'display this help')
    .helpCommand(false)
    .configureHelp({
      helpWidth: 80,
      commandUsage: describeUsage,
      subcommandTerm: (command) => `${command.name()} ${command.usage()}`,
    })
    .exitOverride();
  return version === undefined ? program : program.version(version, '--version', 'display the version');
}

/**
 * Parses the arguments. The options are then in `program.opts()`, or are passed to the action of a command.
 *
 * @param help - the command that shows the help, for error messages
 * @returns the text to print for help or version
 * @throws UsageError if the arguments are invalid
 */
export function readCommandLine(
  program: Command,
  args: readonly string[],
  help = `${program.name()} --help`,
): string | undefined {
  let text = '';
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      writeOut: (part) => {
        text += part;
      },
      writeErr: () => undefined,
    });
  }
  try {
    program.parse([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return text.trimEnd();
    const names = program.commands.map((command) => command.name()).join(', ');
    const [surplus = ''] = program.args.slice(program.registeredArguments.length);
    const sentences: Readonly<Record<string, string>> = {
      'commander.help': `No command: expected one of ${names}.`,
      'commander.excessArguments': `Unexpected argument '${surplus}'.`,
    };
    throw new UsageError(`${sentences[error.code] ?? toSentence(error.message)} See ${help}.`, { cause: error });
  }
}

/** Omits `[options]` from the usage line, because the options are listed below it. */
function describeUsage(command: Command): string {
  const names = command.parent === null ? [command.name()] : [command.parent.name(), command.name()];
  return [...names, command.usage()].join(' ');
}

/** Converts a parser message such as `error: unknown option '--x'` to a sentence. */
function toSentence(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replace(/\s*\(Did you mean (.*)\?\)\s*$/s, ': did you mean $1?')
    .replace(/\s+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?]$/.test(text) ? '' : '.');
}
