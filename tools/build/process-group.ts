import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root';
import { getErrorMessage } from '../../lambda/util/error-message';

const END_TIMEOUT_MS = 5_000;

interface JestReport {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numRuntimeErrorTestSuites?: number;
}

/**
 * A run of jest, whose processes form one group that ends with it. It has a temporary folder, which is deleted at the end,
 * and its last line is "N passed, N failed".
 */
export class TestRun {
  readonly folder: string;
  private group: ChildProcess | undefined;

  /**
   * @param name - the npm script, for messages
   * @param limitMs - how long each process group may run, in milliseconds
   * @param endSignal - the signal that ends a group; SIGKILL follows 5 s later
   */
  constructor(
    private readonly name: string,
    private readonly limitMs: number,
    private readonly endSignal: NodeJS.Signals,
  ) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), `${name.replace(':', '-')}-`)));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        console.error(`${name}: ended by ${signal}`);
        this.signalGroup(endSignal);
        this.finish(128 + constants.signals[signal], 1);
      });
    }
  }

  /** Runs a step and ends the process with its exit code. An error is one more failure. */
  async run(step: () => Promise<number>): Promise<void> {
    try {
      this.finish(await step(), 0);
    } catch (error) {
      console.error(`${this.name}: ${getErrorMessage(error)}`);
      this.finish(1, 1);
    }
  }

  /** Runs jest with a configuration and further arguments; returns its exit code. */
  runJest(config: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
    const report = ['--json', `--outputFile=${join(this.folder, 'jest.json')}`];
    return this.runNode([join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', config, ...report, ...args], env);
  }

  /** Runs a script of Node.js as the head of a process group; returns its exit code. */
  async runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
    const group = spawn(process.execPath, args, {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TMPDIR: this.folder, ...env },
    });
    this.group = group;
    const limit = setTimeout(() => {
      console.error(`${this.name}: not done after ${this.limitMs / 60_000} minutes`);
      this.signalGroup(this.endSignal);
      setTimeout(() => this.signalGroup('SIGKILL'), END_TIMEOUT_MS).unref();
    }, this.limitMs);
    const [exitCode] = (await once(group, 'close')) as [number | null];
    clearTimeout(limit);
    return exitCode ?? 1;
  }

  /**
   * Waits until no process of the last group is left.
   *
   * @throws if a process outlives the tests; it is killed
   */
  async expectNoProcessLeft(): Promise<void> {
    const endsAt = Date.now() + END_TIMEOUT_MS;
    while (this.signalGroup(0)) {
      if (Date.now() > endsAt) {
        this.signalGroup('SIGKILL');
        throw new Error('Processes of the tests did not end with the tests. They were killed.');
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Signals the group; returns false if it has no process. */
  signalGroup(signal: NodeJS.Signals | 0): boolean {
    try {
      process.kill(-(this.group?.pid ?? NaN), signal);
      return true;
    } catch {
      return false;
    }
  }

  private finish(exitCode: number, furtherFailures: number): never {
    const path = join(this.folder, 'jest.json');
    const report = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as JestReport) : {};
    const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numRuntimeErrorTestSuites = 0 } = report;
    // A killed process may still be writing.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
    if (numPendingTests > 0) console.log(`${numPendingTests} skipped`);
    const failed = numFailedTests + numRuntimeErrorTestSuites + furtherFailures;
    console.log(`${numPassedTests} passed, ${failed} failed`);
    process.exit(exitCode === 0 && failed > 0 ? 1 : exitCode);
  }
}
