/** The environment variables of the function, set by the provider. */
export const PROVIDER_ENVIRONMENT = {
  /** A JSON object of tags for every configuration, which the configuration's tags override; absent for none. */
  defaultTags: 'DEFAULT_TAGS',
  /** Whether adoption is allowed: absent or `true`. Any other value forbids it. */
  allowAdoption: 'ALLOW_ADOPTION',
} as const;

/** Returns whether the provider allows adoption. For safety, any value except `true` or absent forbids it. */
export function isAdoptionAllowed(environment: Readonly<Record<string, string | undefined>>): boolean {
  return (environment[PROVIDER_ENVIRONMENT.allowAdoption] ?? 'true') === 'true';
}
