import { spawnSync } from 'node:child_process';

/** The languages of the CDK that the library is packaged for, in the order in which they are built. */
export const LANGUAGES = ['js', 'python', 'java', 'go', 'dotnet'];

/** What the package of a language is built with: commands that succeed where it is there. */
const TOOLS = {
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

/** What a language lacks on this machine, as a text for people; undefined if nothing. */
export function findLack(language) {
  const missing = TOOLS[language].filter(({ command }) => !succeeds(command));
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => name).join(' and ');
  const installs = missing.map(({ install }) => install).join(' and ');
  return `${names} ${missing.length > 1 ? 'are' : 'is'} missing: install ${installs}`;
}

function succeeds([program, ...args]) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
