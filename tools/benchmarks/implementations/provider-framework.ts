import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BUCKET_NAME } from '../harness/environment';
import { buildFixture } from '../harness/fixtures';
import { formatFunctionArn, type Sandboxes } from '../harness/sandbox';
import { deploy, startImplementation, type Implementation } from './implementation';
import { startInvokeEndpoint } from './invoke-endpoint';

/** The modules that the framework loads at its start; the Lambda runtime includes them. */
const REQUIRED_MODULES = ['@aws-sdk/client-lambda', '@aws-sdk/client-sfn'];

const RUNTIME_FOLDER = join(
  dirname(require.resolve('aws-cdk-lib/package.json')),
  'custom-resources/lib/provider-framework/runtime',
);

/** The default queryInterval of the framework; the waiter's BackoffRate is 1 with it. */
const QUERY_INTERVAL_MS = 5_000;

/**
 * The real code of the CDK's Provider framework, with a minimal onEvent and isComplete. There are four functions in
 * separate processes, and the framework calls the user's functions with its Lambda client. Step Functions is simulated
 * at no cost: the waiter has one task with one retry rule.
 */
export function startProviderFramework(timeToActiveMs: number, scratchFolder: string): Promise<Implementation> {
  assertModulesInstalled();
  return startImplementation(timeToActiveMs, async (harness) => {
    const preload = join(buildFixture('https-on-loopback', scratchFolder), 'index.js');
    const deployUserFunction = (name: string): Sandboxes =>
      deploy({ name, folder: buildFixture(name, scratchFolder), handler: 'index.handler' }, harness, scratchFolder);
    const userFunctions = new Map(['on-event', 'is-complete'].map((name) => [name, deployUserFunction(name)]));
    const endpoint = await startInvokeEndpoint({
      invoke: (name, event) => {
        const user = userFunctions.get(name);
        if (user === undefined) throw new Error(`Unknown function ${name}: expected on-event or is-complete.`);
        return user.invoke(event);
      },
      startExecution: (input) => void wait(input),
    });
    const deployFrameworkFunction = (entry: string): Sandboxes =>
      deploy(
        {
          name: `framework-${entry}`,
          folder: RUNTIME_FOLDER,
          handler: `framework.${entry}`,
          preload,
          variables: {
            USER_ON_EVENT_FUNCTION_ARN: formatFunctionArn('on-event'),
            USER_IS_COMPLETE_FUNCTION_ARN: formatFunctionArn('is-complete'),
            WAITER_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:waiter',
          },
        },
        harness,
        scratchFolder,
        {
          ...harness.endpoints,
          AWS_ENDPOINT_URL_LAMBDA: endpoint.endpoint,
          AWS_ENDPOINT_URL_SFN: endpoint.endpoint,
        },
      );
    const [onEvent, isComplete] = [deployFrameworkFunction('onEvent'), deployFrameworkFunction('isComplete')];

    let isClosing = false;
    async function wait(input: unknown): Promise<void> {
      for (;;) {
        const result = await isComplete.invoke(input);
        if ('result' in result || isClosing) return;
        // "Not complete" is also an error; its text is the event.
        if ('exit' in result || !result.error.errorMessage.startsWith('{')) {
          throw new Error(`The waiter's isComplete failed: ${JSON.stringify(result)}. `);
        }
        await delay(QUERY_INTERVAL_MS);
      }
    }

    return {
      name: 'Provider framework',
      properties: { BucketName: BUCKET_NAME },
      functions: [onEvent, isComplete, ...userFunctions.values()],
      deliver: (event) => onEvent.invoke(event),
      beforeClose: () => {
        isClosing = true;
      },
      close: () => endpoint.close(),
    };
  });
}

function assertModulesInstalled(): void {
  for (const name of REQUIRED_MODULES) {
    try {
      require.resolve(name);
    } catch (cause) {
      throw new Error(`The Provider framework needs ${name}, which is not installed. Run "npm ci" and retry.`, {
        cause,
      });
    }
  }
}
