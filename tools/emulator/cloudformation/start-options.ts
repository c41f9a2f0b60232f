import { findNearestName } from '../../../schema/nearest-name';
import { createProgram, readCommandLine, UsageError } from '../../../cli/util/command-line';

export interface StartOptions {
  /** The text to print and do nothing else. */
  readonly help: string | undefined;
  readonly keep: boolean;
  /** Whether to print all that the functions log. */
  readonly verbose: boolean;
  /** A path, or `-` for standard input. */
  readonly template: string | undefined;
  readonly assembly: string | undefined;
  /** Names of buckets that exist before anything is deployed. */
  readonly bucket: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, string>>;
}

const PROGRAM = 'npm start --';
const NAMES = ['context', 'keep', 'verbose', 'template', 'parameters', 'assembly', 'bucket'];

/**
 * Reads the arguments of `npm start`.
 *
 * @param environment - has the options that npm took for its own, because no `--` stands before them
 * @throws UsageError if they make no sense
 */
export function parseStartOptions(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): StartOptions {
  const consumed = NAMES.find((name) => environment[`npm_config_${name}`] !== undefined);
  if (consumed !== undefined) {
    throw new UsageError(
      `npm took --${consumed} for an option of its own. Put -- before it: npm start -- --${consumed}.`,
    );
  }
  const program = createProgram({
    name: PROGRAM,
    summary: 'Deploys the example onto an AWS that runs inside this process, and destroys it again.',
  })
    .usage('[options]')
    .option('-c, --context <key=value>', 'CDK context for the example, such as thumbnailInterval=30', readPair('-c'))
    .option('--keep', 'keep serving after the deployment until Ctrl-C')
    .option('--verbose', 'print all that the functions log')
    .option('--template <file>', 'deploy a template of your own, YAML or JSON; - is standard input')
    .option('--parameters <key=value>', 'a parameter of that template', readPair('--parameters'))
    .option('--assembly <folder>', 'deploy a CDK app of your own, from the cdk.out that cdk synth wrote')
    .option('--bucket <name>', 'a bucket that exists beforehand, without SSE-KMS', collect)
    .addHelpText(
      'after',
      '\n-c, --parameters and --bucket may be given again.\nExit code: 0 done, 1 it failed, 2 the arguments are wrong.',
    )
    .allowExcessArguments();
  const help = readCommandLine(program, argv);
  const {
    keep = false,
    verbose = false,
    template,
    assembly,
    bucket = [],
    parameters = {},
    context = {},
  } = program.opts<Partial<Omit<StartOptions, 'help'>>>();
  const [unexpected] = program.args;
  if (unexpected !== undefined && help === undefined) {
    throw new UsageError(
      `Unexpected argument '${unexpected}': did you mean ${suggestOption(unexpected)} ${unexpected}? See ${PROGRAM} --help.`,
    );
  }
  const hasContext = Object.keys(context).length > 0;
  if (assembly !== undefined && (template !== undefined || hasContext)) {
    const other = template === undefined ? '-c' : '--template';
    throw new UsageError(`--assembly does not go with ${other}: the folder holds all that is deployed.`);
  }
  if (template !== undefined && hasContext) {
    throw new UsageError('--template does not go with -c: a template takes parameters (--parameters KEY=VALUE).');
  }
  if (template === undefined && Object.keys(parameters).length > 0) {
    throw new UsageError('--parameters needs --template: the example of bin/app.ts takes context (-c KEY=VALUE).');
  }
  return { help, keep, verbose, template, assembly, bucket, parameters, context };
}

/** @throws UsageError at a key that the example does not read, but for those of the CDK, such as feature flags */
export function checkContext(context: Readonly<Record<string, string>>, known: readonly string[]): void {
  const unknown = Object.keys(context).find((key) => !known.includes(key) && !/[@:/]/.test(key));
  if (unknown === undefined) return;
  const nearest = findNearestName(unknown, known);
  const hint = nearest === undefined ? `expected one of ${known.join(', ')}.` : `did you mean ${nearest}?`;
  throw new UsageError(`-c ${unknown}: the example has no such context value, ${hint}`);
}

function suggestOption(argument: string): string {
  if (/^[\w-]+=/.test(argument)) return '-c';
  return /\.(ya?ml|json|template)$/i.test(argument) ? '--template' : '--assembly';
}

function collect(value: string, values: readonly string[] | undefined): readonly string[] {
  return [...(values ?? []), value];
}

function readPair(option: string): (pair: string, pairs?: Record<string, string>) => Record<string, string> {
  return (pair, pairs) => {
    const sign = pair.indexOf('=');
    if (sign < 1) throw new UsageError(`${option} ${pair}: expected KEY=VALUE, such as ${option} Name=example.`);
    return { ...pairs, [pair.slice(0, sign)]: pair.slice(sign + 1) };
  };
}
