import { countRuns, type Part } from '../suite';
import type { Synthesis } from '../fixtures/synthesis';
import type { Row } from '../report/row';
import { synthesise } from '../harness/synthesis';

const COUNT = 500;

/** Many constructs in one app, against as many of the native type. */
export const synth: Part = {
  name: 'synth',
  title: `Synth: ${COUNT} configurations in one app of two stacks`,
  run: async (settings) => {
    const [ours, native]: [Synthesis[], Synthesis[]] = [[], []];
    for (let run = 0; run < countRuns(settings, 7, 2); run += 1) {
      ours.push(await synthesise('ours', COUNT, settings.scratchFolder));
      native.push(await synthesise('native', COUNT, settings.scratchFolder));
    }
    const row = (name: string, unit: Row['unit'], of: (synthesis: Synthesis) => number): Row => ({
      name,
      unit,
      ours: ours.map(of),
      peer: { name: 'native L1', sample: native.map(of) },
    });
    return [
      row('construct and synthesise', 'ms', ({ synthMs }) => synthMs),
      row('each configuration', 'ms', ({ synthMs }) => synthMs / COUNT),
      row('template for each, the provider included', 'bytes', ({ templateBytes }) => templateBytes / COUNT),
    ];
  },
};
