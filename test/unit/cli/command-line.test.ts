import { createProgram, readCommandLine, UsageError } from '../../../cli/util/command-line';

const read = (...args: readonly string[]): string | undefined => {
  const program = createProgram({ name: 'tool', summary: 'Does it.', version: '1.2.3' })
    .option('--size <n>', 'how big')
    .argument('[file]');
  return readCommandLine(program, args);
};
const readCommand = (...args: readonly string[]): string | undefined => {
  const program = createProgram({ name: 'tool', summary: 'Does it.' });
  program.command('import').usage('FILE').argument('<file>').description('Reads it.');
  program.command('drift');
  return readCommandLine(program, args, '--help');
};

test('help and version are printed', () => {
  expect(read('--version')).toBe('1.2.3');
  expect(read('-h')).toMatch(
    /^Usage: tool \[options\] \[file\]\n\nDoes it\.\n.*--size <n> +how big\n.*display this help$/s,
  );
  expect(readCommand('--help')).toMatch(/\n {2}import FILE /);
  expect(readCommand('import', '--help')).toMatch(/^Usage: tool import FILE\n\nReads it\./);
  expect(read('a', '--size', '1')).toBeUndefined();
});

test.each([
  [() => read('--sise', '1'), "Unknown option '--sise': did you mean --size? See tool --help."],
  [() => read('--foo'), "Unknown option '--foo'. See tool --help."],
  [() => read('--size'), "Option '--size <n>' argument missing. See tool --help."],
  [() => read('a', 'b'), "Unexpected argument 'b'. See tool --help."],
  [() => readCommand(), 'No command: expected one of import, drift. See --help.'],
  [() => readCommand('imprt'), "Unknown command 'imprt': did you mean import? See --help."],
  [() => readCommand('import'), "Missing required argument 'file'. See --help."],
])('a usage error is one sentence with a pointer to help: %#', (attempt, message) => {
  let error: unknown;
  try {
    attempt();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(UsageError);
  expect((error as Error).message).toBe(message);
});

test('an error of the caller’s code is thrown unchanged', () => {
  const program = createProgram({ name: 'tool', summary: 'Does it.' }).option('--size <n>', 'how big', () => {
    throw new TypeError('no');
  });
  expect(() => readCommandLine(program, ['--size', '1'])).toThrow(TypeError);
});
