import { parseArgs } from 'node:util';
import { messageOf } from './error-message';

export interface StartArguments {
  readonly help: boolean;
  readonly keep: boolean;
  readonly template: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, string>>;
}

export const USAGE = `Deploys the example onto an AWS that runs inside this process, and destroys it again.

  npm start                        deploy bin/app.ts, show what IVS returns, destroy
  npm start -- -c KEY=VALUE        the same with CDK context, such as -c thumbnailInterval=30
  npm start -- --keep              keep serving after the deployment until Ctrl-C
  npm start -- --template FILE     deploy a template of your own, YAML or JSON
      --parameters KEY=VALUE       a parameter of that template; repeatable
      --help                       this text
`;

/** An argument that cannot be used; its message is one line. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

export function readStartArguments(argv: readonly string[]): StartArguments {
  const { help, keep, template, parameters, context } = parse(argv);
  if (template === undefined && parameters.length > 0) {
    throw new ArgumentError('--parameters needs --template: the example of bin/app.ts takes context (-c KEY=VALUE).');
  }
  return {
    help,
    keep,
    template,
    parameters: readPairs('--parameters', parameters),
    context: readPairs('-c', context),
  };
}

function parse(argv: readonly string[]): {
  help: boolean;
  keep: boolean;
  template: string | undefined;
  parameters: string[];
  context: string[];
} {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        keep: { type: 'boolean', default: false },
        template: { type: 'string' },
        parameters: { type: 'string', multiple: true, default: [] },
        context: { type: 'string', short: 'c', multiple: true, default: [] },
      },
    });
    return { ...values, template: values.template };
  } catch (error) {
    const [first = ''] = messageOf(error).split('\n');
    throw new ArgumentError(`${first} See npm start -- --help.`, { cause: error });
  }
}

function readPairs(option: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const sign = pair.indexOf('=');
      if (sign < 1) throw new ArgumentError(`${option} ${pair}: expected KEY=VALUE, such as ${option} Name=example.`);
      return [pair.slice(0, sign), pair.slice(sign + 1)];
    }),
  );
}
