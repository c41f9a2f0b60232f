import type { Suite } from '../suite';
import type { Row } from '../report/row';
import { synthesize } from '../harness/synthesis';

/** The number of resources that a stack needs for its configurations. */
export const resources: Suite = {
  name: 'resources',
  title: 'CloudFormation resources, by synthesis',
  run: async ({ scratchFolder }) => {
    const rows: Row[] = [];
    for (const count of [1, 10]) {
      const measured = [(await synthesize('this', count, scratchFolder)).resources];
      for (const kind of ['Provider framework', 'AwsCustomResource', 'native'] as const) {
        const baseline = { name: kind, sample: [(await synthesize(kind, count, scratchFolder)).resources] };
        rows.push({
          name: count === 1 ? 'one configuration' : `${count} configurations`,
          unit: 'resources',
          measured,
          baseline,
          ...(kind === 'native' && {
            limit: { value: count, reason: 'the native type needs no other resource' },
          }),
        });
      }
    }
    return rows;
  },
};
