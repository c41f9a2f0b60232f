import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { scripts } from '../../../package.json';
import { COLUMNS, drawTerminal, prompt } from './terminal-picture';

/** The pictures of `npm start`, whose recordings take some seconds. */
export const START_PICTURES = {
  started: 'docs/images/terminal-start.svg',
  failed: 'docs/images/terminal-failure.svg',
} as const;

const ROOT = join(__dirname, '../../..');
const TEMPLATE = 'stream-archive.yaml';
/** Makes a process believe that its pipes are a terminal. */
const AS_TERMINAL = `data:text/javascript,for (const s of [process.stdout, process.stderr]) Object.assign(s, { isTTY: true, columns: ${COLUMNS} });`;

/** The output of `npm start` in a terminal with colors. */
export interface StartRecording {
  readonly code: number | null;
  readonly output: string;
}

/** Runs `npm start` after its build, with these options. */
export async function recordStart(...options: readonly string[]): Promise<StartRecording> {
  const script = ['--import', 'tsx', '--import', AS_TERMINAL, 'tools/emulator/start.ts'];
  // CI turns off the line with the seconds that have passed.
  const env: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: '1', CI: '1', NO_COLOR: undefined };
  const child = spawn(process.execPath, [...script, ...options], { cwd: ROOT, env, timeout: 110_000 });
  const [stdout, stderr, [code]] = await Promise.all([
    readText(child.stdout),
    readText(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, output: stdout + stderr };
}

/** Runs `npm start` with the template of docs/bucket-validation.md, which fails. `folder` is for the template. */
export async function recordFailedStart(folder: string): Promise<StartRecording> {
  const document = readFileSync(join(ROOT, 'docs/bucket-validation.md'), 'utf8');
  const [, template = ''] = /```yaml\n(.*?)```/s.exec(document) ?? [];
  const path = join(folder, TEMPLATE);
  writeFileSync(path, template);
  return await recordStart('--template', path);
}

/** Draws the output of `npm start`, without most of the events. */
export function drawStart({ output }: StartRecording): string {
  const [, building = ''] = /^echo (.*?) &&/.exec(scripts.start) ?? [];
  return drawTerminal(
    [
      prompt('npm start'),
      building,
      ...excerpt(setTimes(output, [[/Recording2AAEC332.*\n.*Initiated/, '2.4 s']]), [
        [/^Synthesizing/, /^Synthesizing/],
        [/Example: deploying/, /Example: deploying/],
        [/4\/7 .*Recording2AAEC332/, /Example: deployed/],
        [/Example: destroying/, /2\/7/],
        [/^Left in/, /^Left in/],
      ]),
    ].join('\n'),
    'The output of npm start, shortened',
  );
}

/** Draws the output of {@link recordFailedStart}. */
export function drawFailedStart({ output }: StartRecording): string {
  const timed = setTimes(output, [
    [/ Recording {2}.*\n.*Initiated/, '0.3 s'],
    [/DELETE_COMPLETE.* Recording {2}/, '6.5 s'],
  ]);
  const stable = timed
    .replace(/(-recordings-)[a-z0-9]{12}/g, '$1q4w8e2r6t0zu')
    .replace(/\d{4}\/\d\d\/\d\d(\/\[\$LATEST\])[0-9a-f]{32}/g, '2026/03/01$1860462a395db4403ba44bed7db9a7cc0');
  const shown = excerpt(stable, [
    [/stream-archive: deploying/, /CREATE_FAILED/],
    [/ROLLBACK_COMPLETE {3}/, /Log Stream: /],
  ]);
  return drawTerminal(
    [prompt(`npm start -- --template ${TEMPLATE}`), ...shown].join('\n'),
    'A failed deployment, with its reason',
  );
}

/**
 * Replaces the elapsed times, which differ from run to run: with 0.0 s, and from each of the given events on with its time.
 *
 * @param changes - a pattern for the line of the event and the next one, and the time
 */
function setTimes(output: string, changes: readonly (readonly [event: RegExp, time: string])[]): string {
  const rest = [...changes];
  let current = '0.0 s';
  const lines = output.split('\n');
  return lines
    .map((line, index) => {
      const [next] = rest;
      if (next?.[0].test(`${line}\n${lines[index + 1] ?? ''}`) === true) {
        current = next[1];
        rest.shift();
      }
      if (/^\S*\w+: (deploying|destroying)/.test(line)) current = '0.0 s';
      return line.replace(/\d+\.\d s/, current);
    })
    .join('\n');
}

/** Returns these parts of the output, each from the first to the last pattern, with a mark for what is left out. */
function excerpt(output: string, parts: readonly (readonly [from: RegExp, to: RegExp])[]): readonly string[] {
  const lines = output.trimEnd().split('\n');
  let position = 0;
  return parts.flatMap(([from, to]) => {
    const start = lines.findIndex((line, index) => index >= position && from.test(line));
    const end = lines.findIndex((line, index) => index >= start && to.test(line)) + 1;
    if (start === -1 || end === 0) throw new Error(`The output of npm start has no ${from.source} ... ${to.source}.`);
    const gap = start > position ? ['\u001B[2m⋮\u001B[22m'] : [];
    position = end;
    return [...gap, ...lines.slice(start, end)];
  });
}
