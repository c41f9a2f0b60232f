import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BUCKET_NAME } from '../harness/environment';
import { buildFixture } from '../harness/fixtures';
import { formatFunctionArn, type Sandboxes } from '../harness/sandbox';
import { deploy, startImplementation, type Implementation } from './implementation';
import { startInvokeEndpoint } from './invoke-endpoint';

/** What the framework loads at its start; on Lambda the runtime has them. */
const NEEDED = ['@aws-sdk/client-lambda', '@aws-sdk/client-sfn'];

const RUNTIME_FOLDER = join(
  dirname(require.resolve('aws-cdk-lib/package.json')),
  'custom-resources/lib/provider-framework/runtime',
);

/** The default of the framework's queryInterval; with it the waiter's BackoffRate is 1. */
export const QUERY_INTERVAL_MS = 5_000;

/**
 * The CDK's Provider framework, its own code, with a minimal onEvent and isComplete. Four functions take part, each in a
 * process of its own, and the framework calls the user's through its own Lambda client. Step Functions is not here: the
 * waiter is its definition's one task with one retry rule, played in code, at no cost of its own.
 */
export function startProviderFramework(timeToActiveMs: number, scratchFolder: string): Promise<Implementation> {
  requireModules();
  return startImplementation(timeToActiveMs, async (harness) => {
    const preload = join(buildFixture('https-on-loopback', scratchFolder), 'index.js');
    const deployUser = (name: string): Sandboxes =>
      deploy({ name, folder: buildFixture(name, scratchFolder), handler: 'index.handler' }, harness, scratchFolder);
    const users = new Map(['on-event', 'is-complete'].map((name) => [name, deployUser(name)]));
    const endpoint = await startInvokeEndpoint({
      invoke: (name, event) => {
        const user = users.get(name);
        if (user === undefined) throw new Error(`There is no function ${name}: expected on-event or is-complete.`);
        return user.invoke(event);
      },
      startExecution: (input) => void wait(input),
    });
    const framework = (entry: string): Sandboxes =>
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
    const [onEvent, isComplete] = [framework('onEvent'), framework('isComplete')];

    let isClosing = false;
    async function wait(input: unknown): Promise<void> {
      for (;;) {
        const result = await isComplete.invoke(input);
        if ('result' in result || isClosing) return;
        // "Not yet" is an error, too, whose text is the event.
        if ('exit' in result || !result.error.errorMessage.startsWith('{')) {
          throw new Error(`The waiter's isComplete failed: ${JSON.stringify(result)}. Expected a look.`);
        }
        await delay(QUERY_INTERVAL_MS);
      }
    }

    return {
      name: 'Provider framework',
      properties: { BucketName: BUCKET_NAME },
      functions: [onEvent, isComplete, ...users.values()],
      deliver: (event) => onEvent.invoke(event),
      beforeClose: () => {
        isClosing = true;
      },
      close: () => endpoint.close(),
    };
  });
}

function requireModules(): void {
  for (const name of NEEDED) {
    try {
      require.resolve(name);
    } catch (cause) {
      throw new Error(
        `${name} is not installed, which the Provider framework needs: run "npm ci", then measure again.`,
        {
          cause,
        },
      );
    }
  }
}
