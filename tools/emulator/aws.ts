import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from './clock';
import type { Clock } from './clock';
import { startApiEndpoint } from './cloudformation/api-endpoint';
import type { ApiEndpoint } from './cloudformation/api-endpoint';
import { createCustomResourceHandler } from './cloudformation/custom-resource';
import type { CustomResourceEvent } from './cloudformation/custom-resource';
import { createDeployEngine } from './cloudformation/engine';
import type { DeployEngine, DeployRequest, StackResult } from './cloudformation/engine';
import type { ResourceHandler } from './cloudformation/resource-handler';
import { createHandlerRegistry } from './cloudformation/handler-registry';
import { createIam } from './cloudformation/handlers/iam';
import type { Iam } from './cloudformation/handlers/iam';
import { startResponseEndpoint } from './cloudformation/response-endpoint';
import type { ResponseEndpoint } from './cloudformation/response-endpoint';
import type { Authorize } from './cloudformation/signature';
import { createRoleAuthorizer } from './iam/role-authorizer';
import type { RoleCall } from './iam/role-authorizer';
import { IvsAccount } from './ivs/account';
import type { IvsAccountOptions } from './ivs/account';
import { startIvsServer } from './ivs/server';
import type { IvsServer, IvsServerOptions } from './ivs/server';
import { getAccessKeyId } from './lambda/sandbox-environment';
import { createLambda } from './lambda/service';
import type { Lambda } from './lambda/service';
import type { Buckets } from './s3/buckets';
import { readObjectPath } from './s3/objects';
import { startS3Server } from './s3/server';
import { startSsmServer } from './ssm/server';
import { startStsServer } from './sts/server';
import type { S3Server } from './s3/server';

export interface EmulatorOptions {
  /** Default: 123456789012. */
  readonly accountId?: string;
  /** Default: us-east-1. */
  readonly region?: string;
  readonly clock?: Clock;
  /** The settings of the IVS account and the rate quotas of its server. */
  readonly ivs?: Omit<IvsAccountOptions, 'accountId' | 'region' | 'clock'> & Pick<IvsServerOptions, 'quotas'>;
  /** Authorizes every call to IVS, S3 and CloudFormation, in addition to the policies of the calling role. */
  readonly authorize?: Authorize;
  /** Milliseconds from a failed delivery of an event to its redelivery. Default: 1 and 2 minutes. */
  readonly redeliveryDelays?: readonly number[];
  /**
   * Whether a failed event is not redelivered and its resource fails immediately with the function's error. On AWS,
   * Lambda redelivers the event twice, and CloudFormation then waits for ServiceTimeout.
   */
  readonly failFast?: boolean;
  /** Handlers of resource types in addition to the built-in ones. */
  readonly handlers?: Readonly<Record<string, ResourceHandler>>;
  readonly adoptFailedUpdateId?: boolean;
}

export interface EmulatedDeployRequest extends DeployRequest {
  /** Folders of code, by the S3 key in the template. */
  readonly assets?: ReadonlyMap<string, string>;
}

/** Deploys, deletes and describes stacks; see `DeployEngine`. */
export interface EmulatedCloudFormation extends DeployEngine {
  deploy(request: EmulatedDeployRequest): Promise<StackResult>;
  readonly api: ApiEndpoint;
  readonly responses: ResponseEndpoint;
  /** Every event sent to a custom resource's function, oldest first, without redeliveries. */
  readonly sentEvents: readonly CustomResourceEvent[];
}

/** The services of one account in one Region that this project uses, in this process and on loopback. */
export interface Emulator {
  readonly accountId: string;
  readonly region: string;
  /**
   * The SDK's endpoint variables, such as `AWS_ENDPOINT_URL_IVS`. `AWS_ENDPOINT_URL` is SSM, and rejects the calls to
   * all services that the emulator does not have.
   */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly cloudFormation: EmulatedCloudFormation;
  readonly ivs: IvsServer;
  readonly s3: S3Server;
  readonly lambda: Lambda;
  readonly iam: Iam;
  /** Every call made with a role, oldest first. */
  readonly roleCalls: readonly RoleCall[];
  /** Stops every process and server; operations in progress fail. */
  close(): Promise<void>;
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { accountId = '123456789012', region = 'us-east-1', ivs: ivsOptions = {} } = options;
  const { quotas, ...behavior } = ivsOptions;
  const closing = new AbortController();
  const clock = createAbortableClock(closing.signal, options.clock ?? systemClock);
  const environment = { accountId, region, clock };

  const scratchFolder = mkdtempSync(join(tmpdir(), 'aws-emulator-'));

  const iam = createIam(accountId);
  const roles = createRoleAuthorizer(iam, getAccessKeyId, options.authorize);
  const hook = { authorize: roles.authorize };

  const buckets: Buckets = new Map();
  const account = new IvsAccount({ buckets, ...behavior, ...environment });
  const ivs = await startIvsServer({ account, clock, ...hook, ...(quotas === undefined ? {} : { quotas }) });
  const findPrincipal = (accessKeyId: string): string | undefined =>
    iam.listRoles().find(({ arn }) => getAccessKeyId(arn) === accessKeyId)?.arn;
  const s3 = await startS3Server({ ...environment, buckets, findPrincipal, ...hook });
  const sts = await startStsServer({ accountId, findPrincipal });
  const parameters = new Map<string, string>();
  const ssm = await startSsmServer(parameters);
  const responses = await startResponseEndpoint({ clock });
  const { failFast = false, redeliveryDelays = failFast ? [] : undefined } = options;
  const endpoints: Record<string, string> = {
    AWS_ENDPOINT_URL_IVS: ivs.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_STS: sts.endpoint,
  };
  const retries = redeliveryDelays === undefined ? {} : { redeliveryDelays };
  const lambda = createLambda({
    ...environment,
    scratchFolder,
    endpoints: () => ({ ...endpoints, EMULATOR_RESPONSE_ENDPOINT: responses.endpoint }),
    authorize: roles.authorize,
    ...retries,
  });

  const sentEvents: CustomResourceEvent[] = [];
  const customResources = createCustomResourceHandler({
    clock,
    responses,
    sentEvents,
    invoke(serviceToken, event) {
      const invocation = lambda.invokeAsync(serviceToken, event);
      return new Promise((resolve) => {
        void invocation.completed.then(() => {
          const failure = invocation.failure();
          if (!failFast || failure === undefined) return;
          resolve(`The function ${invocation.functionName} failed and sent no response. ${failure}`);
        });
      });
    },
  });
  const assets = new Map<string, string>();
  const findBuiltInHandler = createHandlerRegistry({
    ...environment,
    buckets,
    iam,
    functions: lambda,
    assets,
    objects: s3.objects,
    scratchFolder,
    ivs: account,
    customResources,
    parameters,
    authorize: (roleArn, action, resource) =>
      roles.authorize({ action, resource, accessKeyId: getAccessKeyId(roleArn) }) === undefined,
  });
  const { adoptFailedUpdateId = true, handlers = {} } = options;
  const findHandler = (type: string): ResourceHandler | undefined => handlers[type] ?? findBuiltInHandler(type);
  const engine = createDeployEngine({
    ...environment,
    findHandler,
    adoptFailedUpdateId,
    authorizeCaller: (accessKeyId) =>
      findPrincipal(accessKeyId) === undefined
        ? undefined
        : (permission) => roles.authorize({ ...permission, accessKeyId }),
  });
  const readObject = (url: string): string | undefined => s3.objects.get(readObjectPath(url))?.toString('utf8');
  const api = await startApiEndpoint({ engine, ...environment, ...hook, readObject });
  endpoints.AWS_ENDPOINT_URL_CLOUDFORMATION = api.endpoint;
  endpoints.AWS_ENDPOINT_URL = ssm.endpoint;

  return {
    accountId,
    region,
    endpoints,
    ivs,
    s3,
    lambda,
    iam,
    roleCalls: roles.calls,
    cloudFormation: {
      ...engine,
      api,
      responses,
      sentEvents,
      deploy({ assets: added = new Map<string, string>(), ...request }) {
        for (const [key, folder] of added) assets.set(key, folder);
        return engine.deploy(request);
      },
    },
    async close() {
      closing.abort();
      await lambda.close();
      await Promise.all([ivs, s3, sts, ssm, responses, api].map((server) => server.close()));
      rmSync(scratchFolder, { recursive: true, force: true });
    },
  };
}

/** A clock whose sleeps reject when the emulator closes, so that no operation keeps waiting for a response. */
function createAbortableClock(closing: AbortSignal, clock: Clock): Clock {
  return {
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal === undefined ? closing : AbortSignal.any([closing, signal])),
  };
}
