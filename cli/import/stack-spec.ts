import type { ImportSpec, TagEntries } from './import-spec';

/** A generated stack. */
export interface StackSpec {
  /** The name of the class, and in an app also of the stack. */
  readonly name: string;
  /** Default tags of the stack's provider, sorted by key. */
  readonly defaultTags: TagEntries;
  readonly configurations: readonly ImportSpec[];
}

/** A generated stack of an app. */
export interface AppStackSpec extends StackSpec {
  readonly accountId: string;
  readonly region: string;
}

/** Either one stack for an app that exists, or an app. */
export type CodeSpec =
  | { readonly kind: 'stack'; readonly stacks: readonly [StackSpec] }
  | { readonly kind: 'app'; readonly stacks: readonly AppStackSpec[] };

/** The construct id of a provider with default tags. */
export const PROVIDER_ID = 'Provider';

export function toSingleStack(spec: ImportSpec): StackSpec {
  return { name: nameStack(spec), defaultTags: [], configurations: [spec] };
}

/** Returns the name of the stack of one configuration. */
export function nameStack({ id }: Pick<ImportSpec, 'id'>): string {
  return `Adopted${id.charAt(0).toUpperCase()}${id.slice(1)}`;
}
