import { Command, CommanderError } from 'commander';

/** The command line cannot be understood, or lacks something; its message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface ProgramOptions {
  /** How it is called, such as `npm start --`. */
  readonly name: string;
  readonly summary: string;
  /** What `--version` prints; there is no such option unless it is given. */
  readonly version?: string;
}

/** A command line to declare options and commands of, and to read with `readCommandLine`. */
export function createProgram({ name, summary, version }: ProgramOptions): Command {
  const program = new Command(name)
    .description(summary)
    .helpOption('-h, --help', 'this text')
    .helpCommand(false)
    .configureHelp({
      helpWidth: 80,
      commandUsage: describeUsage,
      subcommandTerm: (command) => `${command.name()} ${command.usage()}`,
    })
    .exitOverride();
  return version === undefined ? program : program.version(version, '--version', 'the version');
}

/**
 * Reads arguments; the options are then in `program.opts()`, or have been passed to the action of a command.
 *
 * @param help - how the help is called up, for messages
 * @returns the text to print, if help or the version was asked for
 * @throws UsageError if the arguments make no sense
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

/** The usual line without `[options]`, which the list below it shows anyway. */
function describeUsage(command: Command): string {
  const names = command.parent === null ? [command.name()] : [command.parent.name(), command.name()];
  return [...names, command.usage()].join(' ');
}

/** The parser's message, `error: unknown option '--x'`, as one sentence. */
function toSentence(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replace(/\s*\(Did you mean (.*)\?\)\s*$/s, ': did you mean $1?')
    .replace(/\s+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?]$/.test(text) ? '' : '.');
}
