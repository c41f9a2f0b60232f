/**
 * Tags that identify the owner of a configuration. The Create call sets them, because IVS has no idempotency token. A
 * template cannot set them.
 */
export const OWNER_TAG_PREFIX = 'cdk-ivs-recording-configuration:';

export const OWNER_TAGS = {
  stackId: `${OWNER_TAG_PREFIX}stack-id`,
  logicalId: `${OWNER_TAG_PREFIX}logical-id`,
  /** The hash of the normalized settings. */
  settingsHash: `${OWNER_TAG_PREFIX}settings-hash`,
  /** The CloudFormation request that created, found or adopted the configuration. */
  requestId: `${OWNER_TAG_PREFIX}request-id`,
} as const;

/** The number of tags that IVS allows. */
export const IVS_MAX_TAGS = 50;

/** The owner tags leave this many for the template and the provider's default tags. */
export const MAX_TAGS = IVS_MAX_TAGS - Object.keys(OWNER_TAGS).length;
