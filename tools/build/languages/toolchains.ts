import { spawnSync } from 'node:child_process';

/** The languages of the CDK that the library is packaged for, in build order. */
export const LANGUAGES = ['js', 'python', 'java', 'go', 'dotnet'] as const;

export type Language = (typeof LANGUAGES)[number];

interface Tool {
  readonly name: string;
  /** Succeeds if the tool is installed. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly install: string;
}

const TOOLS: Readonly<Record<Language, readonly Tool[]>> = {
  js: [],
  python: [
    { name: 'python3', command: ['python3', '--version'], install: 'Python 3.9 or newer' },
    {
      name: 'the modules venv and ensurepip of python3',
      command: ['python3', '-c', 'import venv, ensurepip'],
      install: "Python's venv (on Debian: apt-get install python3-venv)",
    },
  ],
  java: [
    { name: 'javac', command: ['javac', '-version'], install: 'a JDK 17 or newer' },
    { name: 'mvn', command: ['mvn', '--version'], install: 'Maven 3.6 or newer' },
  ],
  go: [{ name: 'go', command: ['go', 'version'], install: 'Go 1.25 or newer' }],
  dotnet: [{ name: 'dotnet', command: ['dotnet', '--version'], install: 'the SDK of .NET 8 or newer' }],
};

/** Names the tools that a language needs and this machine lacks; undefined if there is none. */
export function findMissingTools(language: Language): string | undefined {
  const missing = TOOLS[language].filter(({ command }) => !succeeds(command));
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => name).join(' and ');
  const installs = missing.map(({ install }) => install).join(' and ');
  return `${names} ${missing.length > 1 ? 'are' : 'is'} missing: install ${installs}`;
}

function succeeds([program, ...args]: Tool['command']): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
