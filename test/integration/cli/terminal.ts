import { runCommandLine, type Terminal } from '../../../cli/main';

/** The exit code and the output of a command. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Runs the command line in this process with these environment variables; undefined removes one. Default: no colors. */
export async function run(
  args: readonly string[],
  variables: Variables = {},
  paint?: Terminal['paint'],
): Promise<Outcome> {
  const before = { ...process.env };
  let [out, err] = ['', ''];
  try {
    for (const [name, value] of Object.entries(variables)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    const code = await runCommandLine(args, {
      print: (text) => void (out += text),
      warn: (text) => void (err += text),
      ...(paint && { paint }),
    });
    return { code, out, err };
  } finally {
    for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
}

/** Returns the exit code and the error line of a failed command. Fails if there is any other output. */
export function readFailure({ code, out, err }: Outcome): { readonly code: number; readonly line: string } {
  expect(out).toBe('');
  expect(err).toMatch(/^cdk-ivs-recording-configuration: [^\n]+\n$/);
  return { code, line: err.slice('cdk-ivs-recording-configuration: '.length, -1) };
}
