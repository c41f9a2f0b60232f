import type { ResourceProvider } from '../resource-handler';
import { keepOnPaper, readText } from './stub-resource';

export function createLogGroupProvider({ accountId, region }: { accountId: string; region: string }): ResourceProvider {
  return keepOnPaper({
    attributeNames: ['Arn'],
    identify: ({ properties }, generatedId) => readText(properties, 'LogGroupName') ?? generatedId,
    replacedBy: ['LogGroupName'],
    describe: (name) => ({ Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` }),
  });
}
