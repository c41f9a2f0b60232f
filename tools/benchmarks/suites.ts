import { bigStack } from './suites/big-stack';
import { bundle } from './suites/bundle';
import { calls } from './suites/calls';
import { coldStart } from './suites/cold-start';
import { creation } from './suites/creation';
import { deployment } from './suites/deployment';
import { detectionLatency } from './suites/detection-latency';
import { resources } from './suites/resources';
import { synth } from './suites/synth';
import type { Suite } from './suite';

/** The suites of the benchmark, in the order of execution. */
export const SUITES: readonly Suite[] = [
  creation,
  detectionLatency,
  coldStart,
  bundle,
  calls,
  bigStack,
  synth,
  resources,
  deployment,
];
