import type { Probe } from '../probe';
import { probe as bucketErrors } from './bucket-errors';
import { probe as canceledCreate } from './canceled-create';
import { probe as eventProperties } from './event-properties';
import { probe as failedUpdateId } from './failed-update-id';
import { probe as failureLog } from './failure-log';
import { probe as inlineCode } from './inline-code';
import { probe as kmsBucket } from './kms-bucket';
import { probe as liveChannel } from './live-channel';
import { probe as nativeType } from './native-type';
import { probe as permissions } from './permissions';
import { probe as quota } from './quota';
import { probe as redelivery } from './redelivery';
import { probe as replacedIdCleanup } from './replaced-id-cleanup';
import { probe as replacementInUse } from './replacement-in-use';
import { probe as resourceInProgress } from './resource-in-progress';
import { probe as ruleWithoutTarget } from './rule-without-target';
import { probe as secondResponse } from './second-response';
import { probe as serviceTimeout } from './service-timeout';
import { probe as stackRefactoring } from './stack-refactoring';
import { probe as timeToActive } from './time-to-active';

/** All probes, in the order of docs/verification.md. */
export const PROBES: readonly Probe[] = [
  timeToActive,
  bucketErrors,
  kmsBucket,
  resourceInProgress,
  eventProperties,
  failedUpdateId,
  canceledCreate,
  replacementInUse,
  liveChannel,
  inlineCode,
  permissions,
  nativeType,
  ruleWithoutTarget,
  quota,
  stackRefactoring,
  failureLog,
  redelivery,
  secondResponse,
  replacedIdCleanup,
  serviceTimeout,
];
