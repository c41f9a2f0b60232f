import type { ResourceHandler } from '../resource-handler';
import { createStubHandler, readText } from './stub-resource';

export function createLogGroupHandler({ accountId, region }: { accountId: string; region: string }): ResourceHandler {
  return createStubHandler({
    attributeNames: ['Arn'],
    identify: ({ properties }, generatedId) => readText(properties, 'LogGroupName') ?? generatedId,
    createOnlyProperties: ['LogGroupName'],
    describe: (name) => ({ Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` }),
  });
}
