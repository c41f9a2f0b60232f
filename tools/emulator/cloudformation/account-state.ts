import { randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { HandlerPermission } from './handler-permissions';
import type { StackEventLog } from './stack-event-log';
import type { HandlerRegistry } from './resource-handler';
import type { Stack } from './stack';

/** The state that all stacks of one account and Region share. */
export interface AccountState {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly findHandler: HandlerRegistry;
  readonly eventLog: StackEventLog;
  /** Every stack in the order of creation, including deleted stacks. */
  readonly stacks: Stack[];
  /**
   * Whether a new physical id in a FAILED response to an Update replaces the old one. Public reports say that it does
   * and that the old resource is deleted later; the documentation does not say.
   */
  readonly adoptFailedUpdateId: boolean;
  readonly authorizeCaller: AuthorizeCaller;
}

/**
 * Returns the function that authorizes what CloudFormation does with the caller's credentials; that function returns the
 * reason for a denial. Undefined if the credentials are not those of a role: such a caller may do everything.
 */
export type AuthorizeCaller = (
  accessKeyId: string,
) => ((permission: HandlerPermission) => string | undefined) | undefined;

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

/** Finds a stack by name, if it is not deleted, or by id. */
export function findStack(account: AccountState, nameOrId: string): Stack | undefined {
  return account.stacks.find(
    (stack) => stack.id === nameOrId || (stack.name === nameOrId && stack.status !== 'DELETE_COMPLETE'),
  );
}

export function createStackId(account: AccountState, stackName: string): string {
  return `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${stackName}/${randomUUID()}`;
}

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The name of a resource without an explicit name, and the physical id of a resource without a response. */
export function generatePhysicalId(stackName: string, logicalId: string): string {
  const suffix = Array.from({ length: 12 }, () => SUFFIX_ALPHABET.charAt(randomInt(SUFFIX_ALPHABET.length))).join('');
  return `${stackName}-${logicalId}-${suffix}`;
}
