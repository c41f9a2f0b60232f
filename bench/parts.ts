import { bigStack } from './parts/big-stack';
import { bundle } from './parts/bundle';
import { calls } from './parts/calls';
import { coldStart } from './parts/cold-start';
import { creation } from './parts/creation';
import { deployment } from './parts/deployment';
import { overshoot } from './parts/overshoot';
import { resources } from './parts/resources';
import { synth } from './parts/synth';
import type { Part } from './part';

/** The parts of the benchmark, in the order in which they run. */
export const PARTS: readonly Part[] = [
  creation,
  overshoot,
  coldStart,
  bundle,
  calls,
  bigStack,
  synth,
  resources,
  deployment,
];
