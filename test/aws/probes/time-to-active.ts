import {
  paginateListRecordingConfigurations,
  GetRecordingConfigurationCommand,
  CreateRecordingConfigurationCommand,
} from '@aws-sdk/client-ivs';
import { RUN_TAG } from '../ownership';
import type { Probe } from '../probe';
import { poll } from '../sleep';

const RUNS = 3;
const LIMIT_MS = 120_000;

export const probe: Probe = {
  id: 'time-to-active',
  question: 'How long does a creation take, and after how long does a list show the configuration with its tags?',
  assumed: {
    'state in the response to Create': 'CREATING',
    'final state': 'ACTIVE',
    'seconds to ACTIVE, longest': { atMost: 20 },
    'seconds until listed, longest': { atMost: 5 },
    'tags in the list': true,
    'state after Delete': 'ResourceNotFoundException',
  },
  documents: ['docs/adr/0003-owner-tags-instead-of-a-token.md', 'docs/limitations.md'],
  minutes: 2,
  async run({ target: { clients, pollMs }, bucket, tags, signal, run, deleteConfiguration, formatName }) {
    const { ivs } = clients;
    const everyMs = Math.min(pollMs, 250);
    const times = { active: [] as number[], listed: [] as number[] };
    const states = new Set<string>();
    let [first, after, hasTags] = ['', '', true];
    for (let index = 0; index < RUNS; index += 1) {
      const { recordingConfiguration } = await ivs.send(
        new CreateRecordingConfigurationCommand({
          name: formatName(`time-${index}`),
          destinationConfiguration: { s3: { bucketName: bucket } },
          tags,
        }),
      );
      const start = Date.now();
      const { arn = '', state = '' } = recordingConfiguration ?? {};
      first = state;
      const [listed, final] = await Promise.all([
        poll({ what: `${arn} in the list`, limitMs: LIMIT_MS, everyMs, signal }, async () => {
          for await (const page of paginateListRecordingConfigurations({ client: ivs }, {})) {
            const found = page.recordingConfigurations?.find((item) => item.arn === arn);
            if (found !== undefined) return { found, ms: Date.now() - start };
          }
          return undefined;
        }),
        poll({ what: `The final state of ${arn}`, limitMs: LIMIT_MS, everyMs, signal }, async () => {
          const { recordingConfiguration: current } = await ivs.send(new GetRecordingConfigurationCommand({ arn }));
          return current?.state === 'CREATING' ? undefined : { state: current?.state ?? '', ms: Date.now() - start };
        }),
      ]);
      times.active.push(final.ms);
      times.listed.push(listed.ms);
      states.add(final.state);
      hasTags &&= listed.found.tags?.[RUN_TAG] === run.id;
      await deleteConfiguration(arn);
      after = await ivs.send(new GetRecordingConfigurationCommand({ arn })).then(
        ({ recordingConfiguration: left }) => left?.state ?? '',
        (error: unknown) => (error instanceof Error ? error.name : String(error)),
      );
    }
    return {
      'state in the response to Create': first,
      'final state': [...states].join(', '),
      'seconds to ACTIVE, longest': toSeconds(Math.max(...times.active)),
      'seconds until listed, longest': toSeconds(Math.max(...times.listed)),
      'tags in the list': hasTags,
      'state after Delete': after,
    };
  },
};

function toSeconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
