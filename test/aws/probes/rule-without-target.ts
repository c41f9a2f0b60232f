import type { Probe } from '../probe';

const SOURCE = 'ivsrc.test';
const METRIC_LIMIT_MS = 10 * 60_000;

export const probe: Probe = {
  id: 'rule-without-target',
  question: 'Does EventBridge count the matches of a rule that has no target?',
  assumed: { 'MatchedEvents of the rule': 1 },
  documents: ['docs/monitoring.md', 'docs/runbook.md'],
  minutes: 10,
  cannot: { ministack: 'MiniStack counts no metrics of rules.' },
  async run({ stacks, formatName, defineWitness, readRecords, sleep, target }) {
    const name = formatName('rule');
    const start = new Date();
    const entry = { Source: SOURCE, DetailType: 'test', Detail: JSON.stringify({ stack: name }) };
    const define = (calls: readonly object[], version: number): Record<string, unknown> => ({
      Resources: {
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: { Name: name, EventPattern: { source: [SOURCE], detail: { stack: [name] } } },
        },
        Witness: {
          ...defineWitness({ Create: { calls }, Update: { calls } } as object, { Version: version }),
          DependsOn: 'Rule',
        },
      },
    });
    if (target.name === 'emulator') {
      await stacks.deploy(name, define([], 0));
      await stacks.delete(name);
      return {
        'MatchedEvents of the rule': { unseen: 'The emulator has rules without EventBridge: it counts nothing.' },
      };
    }
    await stacks.deploy(
      name,
      define([{ client: 'eventbridge', command: 'PutEvents', input: { Entries: [entry] } }], 0),
    );
    let sum = 0;
    for (let version = 1; sum === 0 && Date.now() < start.getTime() + METRIC_LIMIT_MS; version += 1) {
      await sleep(60_000);
      const input = {
        Namespace: 'AWS/Events',
        MetricName: 'MatchedEvents',
        Dimensions: [{ Name: 'RuleName', Value: name }],
        StartTime: start.toISOString(),
        EndTime: new Date(Date.now() + 60_000).toISOString(),
        Period: 3600,
        Statistics: ['Sum'],
      };
      await stacks.deploy(name, define([{ client: 'cloudwatch', command: 'GetMetricStatistics', input }], version));
      const records = await readRecords(name, 'Witness', version + 1);
      const { Datapoints: points = [] } = (records.at(-1)?.calls[0]?.output ?? {}) as {
        Datapoints?: { Sum: number }[];
      };
      sum = points.reduce((all, { Sum: one }) => all + one, 0);
    }
    await stacks.delete(name);
    return { 'MatchedEvents of the rule': sum };
  },
};
