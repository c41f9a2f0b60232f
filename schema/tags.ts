/**
 * Tags that say who owns a configuration. They are written by the Create call itself and stand in for the idempotency
 * token that IVS lacks, so a template may not set them.
 */
export const OWNER_TAG_PREFIX = 'cdk-ivs-recording-configuration:';

export const OWNER_TAGS = {
  stackId: `${OWNER_TAG_PREFIX}stack-id`,
  logicalId: `${OWNER_TAG_PREFIX}logical-id`,
  /** The fingerprint of the normalised settings. */
  settingsHash: `${OWNER_TAG_PREFIX}settings-hash`,
  /** The CloudFormation request that the configuration was created for. */
  requestId: `${OWNER_TAG_PREFIX}request-id`,
} as const;

/** IVS allows 50 tags on a resource; the owner tags leave this many to the template and the provider's default tags. */
export const MAX_TAGS = 50 - Object.keys(OWNER_TAGS).length;
