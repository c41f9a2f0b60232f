/** The environment variables through which the provider configures the function. */
export const PROVIDER_ENVIRONMENT = {
  /** JSON object of tags merged under each configuration's own; absent means none. */
  defaultTags: 'DEFAULT_TAGS',
  /** Whether configurations may be adopted: absent or `true`. Anything else forbids it. */
  allowAdoption: 'ALLOW_ADOPTION',
} as const;

/** Whether the provider allows adoption. A value that is neither `true` nor absent forbids it, to be on the safe side. */
export function isAdoptionAllowed(environment: Readonly<Record<string, string | undefined>>): boolean {
  return (environment[PROVIDER_ENVIRONMENT.allowAdoption] ?? 'true') === 'true';
}
