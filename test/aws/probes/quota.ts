import { CreateRecordingConfigurationCommand, paginateListRecordingConfigurations } from '@aws-sdk/client-ivs';
import type { Probe } from '../probe';
import { readFailure } from '../sdk-failure';

/** More than the quota of most accounts; a higher one is not used up. */
const MOST = 25;

export const probe: Probe = {
  id: 'quota',
  question: 'How many recording configurations does the account have room for, and how does IVS refuse one more?',
  assumed: {
    'configurations at the refusal': 20,
    refusal: 'ServiceQuotaExceededException 402',
    text: { recorded: true },
  },
  documents: ['docs/limitations.md'],
  minutes: 2,
  isExclusive: true,
  async run({ target: { clients }, bucket, tags, signal, createConfiguration, deleteConfiguration }) {
    const { ivs } = clients;
    const count = async (): Promise<number> => {
      let all = 0;
      for await (const page of paginateListRecordingConfigurations({ client: ivs }, {}))
        all += page.recordingConfigurations?.length ?? 0;
      return all;
    };
    const arns: string[] = [];
    const input = { destinationConfiguration: { s3: { bucketName: bucket } }, tags };
    try {
      let refusal = { name: 'success', status: 200, message: '' };
      while (refusal.name === 'success' && arns.length < MOST) {
        signal.throwIfAborted();
        refusal = await readFailure(async () => {
          const { recordingConfiguration } = await ivs.send(new CreateRecordingConfigurationCommand(input));
          arns.push(recordingConfiguration?.arn ?? '');
        });
      }
      const most = await count();
      return {
        'configurations at the refusal': most,
        refusal: `${refusal.name} ${refusal.status}`,
        text: refusal.message,
      };
    } finally {
      // A configuration cannot be relied on to be deletable while it is CREATING; the next one is ACTIVE after all others.
      const [first, ...others] = arns;
      if (first !== undefined) await deleteConfiguration(first);
      if (!signal.aborted && others.length > 0) arns.push((await createConfiguration()).arn ?? '');
      for (const arn of arns.slice(1)) await deleteConfiguration(arn);
    }
  },
};
