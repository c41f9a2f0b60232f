import { isAdoptionAllowed, PROVIDER_ENVIRONMENT } from '../schema/provider-environment';
import { createIvsClient, loadCloudFormationClient, loadS3Client } from './aws/clients';
import { createCloudFormationStacks } from './aws/cloudformation-stacks';
import { createIvsChannels } from './aws/ivs-channels';
import { createIvsRecordingConfigurations } from './aws/ivs-recording-configurations';
import { createS3Buckets } from './aws/s3-buckets';
import { lambdaLog } from './util/logger';
import { createHandler, type LambdaContext } from './custom-resource/handler';
import { httpPut } from './custom-resource/http-put';
import { runsLocally } from './custom-resource/response-url';
import { handleRequest } from './recording-configuration/handle-request';
import { systemClock } from './util/clock';

const region = process.env.AWS_REGION ?? '';
const ivs = createIvsClient();
const dependencies = {
  configurations: createIvsRecordingConfigurations(ivs),
  channels: createIvsChannels(ivs),
  stacks: createCloudFormationStacks(loadCloudFormationClient),
  buckets: createS3Buckets(region, loadS3Client),
  clock: systemClock,
  random: Math.random,
  log: lambdaLog,
  region,
  defaultTags: process.env[PROVIDER_ENVIRONMENT.defaultTags],
  allowsAdoption: isAdoptionAllowed(process.env),
};

/** Handles CloudFormation requests for `Custom::IVSRecordingConfiguration`. Entry point of the function. */
export const handler: (event: unknown, context: LambdaContext) => Promise<void> = createHandler({
  ...dependencies,
  put: httpPut,
  isLocal: runsLocally(process.env),
  handle: (request, invocation) => handleRequest(dependencies, request, invocation),
});
