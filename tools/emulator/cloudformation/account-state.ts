import { randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { StackEventLog } from './stack-event-log';
import type { HandlerRegistry } from './resource-handler';
import type { Stack } from './stack';

/** What all stacks of one account and Region share. */
export interface AccountState {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly findHandler: HandlerRegistry;
  readonly eventLog: StackEventLog;
  /** Every stack that ever was, deleted ones included, in the order of their creation. */
  readonly stacks: Stack[];
  /**
   * What becomes of another physical id in a FAILED Update is disputed: public reports say that it is adopted and the
   * former resource later deleted; the documentation is silent.
   */
  readonly adoptFailedUpdateId: boolean;
}

export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stack: Stack;
}

export function listExports(account: AccountState): Export[] {
  return account.stacks.flatMap((stack) =>
    stack.status === 'DELETE_COMPLETE'
      ? []
      : [...stack.outputs.values()].flatMap(({ exportName, value }) =>
          exportName === undefined ? [] : [{ name: exportName, value, stack }],
        ),
  );
}

export function listImporters(account: AccountState, exportName: string): Stack[] {
  return account.stacks.filter((stack) => stack.status !== 'DELETE_COMPLETE' && stack.imports.has(exportName));
}

/** A stack by its name, if it is not deleted, or by its id, even if it is. */
export function findStack(account: AccountState, nameOrId: string): Stack | undefined {
  return account.stacks.find(
    (stack) => stack.id === nameOrId || (stack.name === nameOrId && stack.status !== 'DELETE_COMPLETE'),
  );
}

export function createStackId(account: AccountState, stackName: string): string {
  return `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${stackName}/${randomUUID()}`;
}

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The name that CloudFormation gives to what was given none, and the id it invents where no answer brought one. */
export function generatePhysicalId(stackName: string, logicalId: string): string {
  const suffix = Array.from({ length: 12 }, () => SUFFIX_ALPHABET.charAt(randomInt(SUFFIX_ALPHABET.length))).join('');
  return `${stackName}-${logicalId}-${suffix}`;
}
