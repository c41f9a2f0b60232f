import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { CustomResourceResponse, Violation } from './response';
import type { ResourceOutcome, ResourceHandler, ResourceRequest } from './resource-handler';
import type { ResponseEndpoint } from './response-endpoint';
import type { JsonObject } from './values';
import { getErrorMessage } from './error-message';

/** The event of a custom resource, as the function receives it. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ServiceToken: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: JsonObject;
  readonly OldResourceProperties?: JsonObject;
}

export interface CustomResourceOptions {
  readonly clock: Clock;
  readonly responses: ResponseEndpoint;
  /**
   * Invokes the function asynchronously. Throws if the function does not exist. Resolves with a reason if the function
   * will never respond, so that the resource fails before its ServiceTimeout; otherwise never resolves.
   */
  readonly invoke: (serviceToken: string, event: CustomResourceEvent) => Promise<string>;
  /** Collects every event sent, for assertions. */
  readonly sentEvents: CustomResourceEvent[];
}

const DEFAULT_SERVICE_TIMEOUT = 3600;

/** Creates the handler that sends an event to a function and waits for the response at the response URL. */
export function createCustomResourceHandler(options: CustomResourceOptions): ResourceHandler {
  const { clock, responses, invoke, sentEvents } = options;

  return {
    stringifyProperties: true,
    create: (request) => send(request, 'Create', { ResourceProperties: request.properties }, request),
    update(request) {
      const { physicalId, properties, oldProperties } = request;
      if (properties.ServiceToken !== oldProperties.ServiceToken) {
        const reason = 'Modifying service token is not allowed.';
        return Promise.resolve({ succeeded: false, reason, isUntouched: true });
      }
      return send(
        request,
        'Update',
        { PhysicalResourceId: physicalId, ResourceProperties: properties, OldResourceProperties: oldProperties },
        request,
      );
    },
    delete(request) {
      const { physicalId, properties } = request;
      return send(request, 'Delete', { PhysicalResourceId: physicalId, ResourceProperties: properties });
    },
  };

  async function send(
    request: ResourceRequest,
    type: CustomResourceEvent['RequestType'],
    body: Pick<CustomResourceEvent, 'PhysicalResourceId' | 'ResourceProperties' | 'OldResourceProperties'>,
    cancelable?: { readonly signal: AbortSignal; readonly generatedId: string },
  ): Promise<ResourceOutcome> {
    const { stackId, logicalId, properties } = request;
    const { ServiceToken: serviceToken, ServiceTimeout: timeout = DEFAULT_SERVICE_TIMEOUT } = properties;
    if (typeof serviceToken !== 'string' || serviceToken === '') {
      return rejectRequest(
        'Property validation failure: [Value of property {/ServiceToken} must be the ARN of a function, such as that of ' +
          '!ImportValue IvsRecordingConfigurationServiceToken]',
      );
    }
    const seconds = Number(timeout);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3600) {
      return rejectRequest(
        `Property validation failure: [{/ServiceTimeout} must be a whole number from 1 to 3600, not ${String(timeout)}]`,
      );
    }

    const requestId = randomUUID();
    const expected = responses.expect({ stackId, logicalId, requestId });
    const event: CustomResourceEvent = {
      RequestType: type,
      ServiceToken: serviceToken,
      ResponseURL: expected.url,
      StackId: stackId,
      RequestId: requestId,
      LogicalResourceId: logicalId,
      ResourceType: request.type,
      ...body,
    };
    sentEvents.push(event);
    let failure: Promise<Violation>;
    try {
      failure = invoke(serviceToken, event).then((violation) => ({ violation }));
    } catch (error) {
      expected.expire();
      return rejectRequest(getErrorMessage(error));
    }

    const end = new AbortController();
    const expire = (): void => {
      expected.expire();
      end.abort();
    };
    cancelable?.signal.addEventListener('abort', expire, { once: true });
    const response = await Promise.race([expected.response, failure, waitForTimeout(seconds, end.signal)]);
    expected.expire();
    end.abort();
    cancelable?.signal.removeEventListener('abort', expire);
    return toResourceOutcome(
      response ?? describeMissingResponse(requestId),
      type === 'Create' ? cancelable?.generatedId : undefined,
    );
  }

  async function waitForTimeout(seconds: number, signal: AbortSignal): Promise<undefined> {
    await clock.sleep(seconds * 1000, signal).catch(() => undefined);
  }
}

function rejectRequest(reason: string): ResourceOutcome {
  return { succeeded: false, reason, isUntouched: true };
}

function describeMissingResponse(requestId: string): Violation {
  return {
    violation:
      'CloudFormation did not receive a response from your Custom Resource. ' +
      `Please check your logs for requestId [${requestId}].`,
  };
}

/** A failed Create without a valid physical id gets a generated one, which its Delete then has. */
function toResourceOutcome(
  response: CustomResourceResponse | Violation,
  generatedId: string | undefined,
): ResourceOutcome {
  if ('violation' in response) {
    const physicalId = response.physicalId ?? generatedId;
    return { succeeded: false, reason: response.violation, ...(physicalId === undefined ? {} : { physicalId }) };
  }
  const { physicalId } = response;
  return response.status === 'SUCCESS'
    ? { succeeded: true, physicalId, attributes: response.data }
    : {
        succeeded: false,
        reason: `Received response status [FAILED] from custom resource. Message returned: ${response.reason}`,
        physicalId,
      };
}
