import type { Part } from '../suite';
import type { Row } from '../report/row';
import { synthesise } from '../harness/synthesis';

/** How many resources a stack needs for its configurations, whoever makes them. */
export const resources: Part = {
  name: 'resources',
  title: 'Resources of CloudFormation, by synthesis',
  run: async ({ scratchFolder }) => {
    const rows: Row[] = [];
    for (const count of [1, 10]) {
      const ours = [(await synthesise('ours', count, scratchFolder)).resources];
      for (const kind of ['Provider framework', 'AwsCustomResource', 'native'] as const) {
        const peer = { name: kind, sample: [(await synthesise(kind, count, scratchFolder)).resources] };
        rows.push({
          name: count === 1 ? 'one configuration' : `${count} configurations`,
          unit: 'resources',
          ours,
          peer,
          ...(kind === 'native' && {
            limit: { value: count, why: 'the native type needs nothing besides itself' },
          }),
        });
      }
    }
    return rows;
  },
};
