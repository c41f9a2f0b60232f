import type { Probe } from '../probe';

const NO_STACK_SETS = 'It has no stack sets.';

export const probe: Probe = {
  id: 'stack-set',
  question: 'Can a stack set deploy the provider template to an account and two Regions?',
  assumed: { 'stack instances': ['CURRENT', 'CURRENT'] },
  documents: ['docs/provider-template.md'],
  minutes: 5,
  cannot: {
    emulator: NO_STACK_SETS,
    ministack: NO_STACK_SETS,
    aws: 'Its stacks are named StackSet-*, so the sweeper could not remove them safely after a stop. Try it by hand.',
  },
  run: () => Promise.reject(new Error('No target can answer it.')),
};
