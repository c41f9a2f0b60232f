import { UsageError } from '../../../cli/util/command-line';
import type { AssemblyStack } from './cloud-assembly';

/** Where stacks are for, as far as they say. */
export interface AssemblyEnvironment {
  readonly accountId?: string;
  readonly region?: string;
}

/**
 * The one account and the one Region that stacks name.
 *
 * @throws {@link UsageError} if they name several: the embedded AWS has one of each
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

function requireSingle(what: string, values: readonly (string | undefined)[]): string | undefined {
  const known = new Set(values.filter((value) => value !== undefined));
  if (known.size < 2) return [...known][0];
  throw new UsageError(
    `The stacks are for ${[...known].join(' and ')}: expected one ${what}, since the embedded AWS has one. ` +
      `Synthesise the stacks of one ${what} alone.`,
  );
}
