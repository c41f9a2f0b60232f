import { UsageError } from '../../../cli/util/command-line';
import type { AssemblyStack } from './cloud-assembly';

/** The account and Region of stacks; undefined if the stacks are environment-agnostic. */
export interface AssemblyEnvironment {
  readonly accountId?: string;
  readonly region?: string;
}

/**
 * Resolves the account and the Region of stacks.
 *
 * @throws {@link UsageError} if there are several, because the emulator has one of each
 */
export function resolveEnvironment(stacks: readonly Pick<AssemblyStack, 'account' | 'region'>[]): AssemblyEnvironment {
  const accountId = requireSingle(
    'account',
    stacks.map(({ account }) => account),
  );
  const region = requireSingle(
    'Region',
    stacks.map((stack) => stack.region),
  );
  return { ...(accountId === undefined ? {} : { accountId }), ...(region === undefined ? {} : { region }) };
}

function requireSingle(kind: string, values: readonly (string | undefined)[]): string | undefined {
  const known = new Set(values.filter((value) => value !== undefined));
  if (known.size < 2) return [...known][0];
  throw new UsageError(
    `The stacks are for ${[...known].join(' and ')}: expected one ${kind}, because the emulator has one. ` +
      `Synthesize only the stacks of one ${kind}.`,
  );
}
