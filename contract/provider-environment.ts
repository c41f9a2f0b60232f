/** The environment variables through which the provider configures the function. */
export const PROVIDER_ENVIRONMENT = {
  /** JSON object of tags merged under each configuration's own; absent means none. */
  defaultTags: 'DEFAULT_TAGS',
} as const;
