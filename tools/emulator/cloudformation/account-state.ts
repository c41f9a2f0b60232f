import { randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { Journal } from './stack-event-log';
import type { ProviderTable } from './resource-handler';
import type { Stack } from './stack';

/** What all stacks of one account and Region share. */
export interface World {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly providerFor: ProviderTable;
  readonly journal: Journal;
  /** Every stack that ever was, deleted ones included, in the order of their creation. */
  readonly stacks: Stack[];
  /**
   * What becomes of another physical id in a FAILED Update is disputed: public reports say that it is adopted and the
   * former resource later deleted; the documentation is silent.
   */
  readonly adoptsFailedUpdateId: boolean;
}

export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stack: Stack;
}

export function listExports(world: World): Export[] {
  return world.stacks.flatMap((stack) =>
    stack.status === 'DELETE_COMPLETE'
      ? []
      : [...stack.outputs.values()].flatMap(({ exportName, value }) =>
          exportName === undefined ? [] : [{ name: exportName, value, stack }],
        ),
  );
}

export function listImporters(world: World, exportName: string): Stack[] {
  return world.stacks.filter((stack) => stack.status !== 'DELETE_COMPLETE' && stack.imports.has(exportName));
}

/** A stack by its name, if it is not deleted, or by its id, even if it is. */
export function findStack(world: World, nameOrId: string): Stack | undefined {
  return world.stacks.find(
    (stack) => stack.id === nameOrId || (stack.name === nameOrId && stack.status !== 'DELETE_COMPLETE'),
  );
}

export function createStackId(world: World, stackName: string): string {
  return `arn:aws:cloudformation:${world.region}:${world.accountId}:stack/${stackName}/${randomUUID()}`;
}

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The name that CloudFormation gives to what was given none, and the id it invents where no answer brought one. */
export function generatePhysicalId(stackName: string, logicalId: string): string {
  const suffix = Array.from({ length: 12 }, () => SUFFIX_ALPHABET.charAt(randomInt(SUFFIX_ALPHABET.length))).join('');
  return `${stackName}-${logicalId}-${suffix}`;
}
