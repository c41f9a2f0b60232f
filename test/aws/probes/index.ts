import type { Probe } from '../probe';
import { probe as failedUpdateId } from './failed-update-id';
import { probe as replacementInUse } from './replacement-in-use';
import { probe as resourceInProgress } from './resource-in-progress';
import { probe as timeToActive } from './time-to-active';

export const PROBES: readonly Probe[] = [timeToActive, resourceInProgress, failedUpdateId, replacementInUse];
