import { countRuns, type Suite } from '../suite';
import type { Synthesis } from '../fixtures/synthesis';
import type { Row } from '../report/row';
import { synthesize } from '../harness/synthesis';

const COUNT = 500;

/** Many constructs in one app, compared with the native type. */
export const synth: Suite = {
  name: 'synth',
  title: `Synth: ${COUNT} configurations in one app of two stacks`,
  run: async (settings) => {
    const [measured, native]: [Synthesis[], Synthesis[]] = [[], []];
    for (let run = 0; run < countRuns(settings, 7, 2); run += 1) {
      measured.push(await synthesize('this', COUNT, settings.scratchFolder));
      native.push(await synthesize('native', COUNT, settings.scratchFolder));
    }
    const row = (name: string, unit: Row['unit'], select: (synthesis: Synthesis) => number): Row => ({
      name,
      unit,
      measured: measured.map(select),
      baseline: { name: 'native L1', sample: native.map(select) },
    });
    return [
      row('construct and synthesize', 'ms', ({ synthMs }) => synthMs),
      row('each configuration', 'ms', ({ synthMs }) => synthMs / COUNT),
      row('template for each, including the provider', 'bytes', ({ templateBytes }) => templateBytes / COUNT),
    ];
  },
};
