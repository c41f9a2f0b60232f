import type { Emulator } from '../../aws';
import { startTestEmulator } from './emulator';
import type { Handlers } from './emulator';

let aws: Emulator;
let handlers: Handlers;

beforeAll(async () => {
  ({ aws, handlers } = await startTestEmulator({ redeliveryDelays: [1, 2] }));
});
afterAll(async () => {
  await aws.close();
  handlers.removeFolders();
});

test('a handler has the environment and the context of Lambda, and no variables of this process', async () => {
  process.env.SECRET_OF_THE_PARENT = 'x';
  const arn = handlers.add(
    'mirror',
    `exports.handler = async (event, context) => ({ event, env: process.env, context, left: context.getRemainingTimeInMillis() });`,
    { timeoutSeconds: 9, variables: { ACCOUNT_ID: 'value' } },
  );
  const invocation = aws.lambda.invokeAsync(arn, { hello: 'world' });
  await invocation.completed;
  expect(invocation.attempts).toMatchObject([
    {
      outcome: 'succeeded',
      result: {
        result: {
          event: { hello: 'world' },
          left: expect.any(Number) as unknown,
          env: {
            ACCOUNT_ID: 'value',
            AWS_REGION: 'us-east-1',
            AWS_LAMBDA_FUNCTION_NAME: 'mirror',
            AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
            AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
            AWS_LAMBDA_LOG_FORMAT: 'JSON',
            AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA[0-9A-F]{16}$/) as unknown,
            LAMBDA_TASK_ROOT: expect.stringContaining('handler-') as unknown,
            ...aws.endpoints,
          },
          context: {
            awsRequestId: invocation.awsRequestId,
            functionName: 'mirror',
            invokedFunctionArn: arn,
            memoryLimitInMB: '128',
            logGroupName: '/aws/lambda/mirror',
            logStreamName: expect.stringContaining('[$LATEST]') as unknown,
          },
        },
      },
    },
  ]);
  const { result } = invocation.attempts[0]?.result as { result: { left: number; env: object } };
  expect(result.left).toBeLessThanOrEqual(9000);
  expect(Object.keys(result.env)).not.toContain('SECRET_OF_THE_PARENT');
});

test('an idle process is reused, and never runs two invocations concurrently', async () => {
  const arn = handlers.add(
    'pid',
    `exports.handler = async ({ wait }) => new Promise((resolve) => setTimeout(resolve, wait));`,
  );
  const pair = [aws.lambda.invokeAsync(arn, { wait: 50 }), aws.lambda.invokeAsync(arn, { wait: 50 })];
  await Promise.all(pair.map(({ completed: settled }) => settled));
  const [first, second] = pair.map(({ attempts }) => attempts[0]?.pid);
  expect(first).not.toBe(second);
  const third = aws.lambda.invokeAsync(arn, { wait: 0 });
  await third.completed;
  expect([first, second]).toContain(third.attempts[0]?.pid);
});

test.each([
  ['throws', `throw new Error('no luck')`, 'handler error'],
  ['exits', `process.exit(3)`, 'crashed'],
  ['does not load', `}`, 'handler error'],
])('a handler that %s gets two redeliveries', async (name, statement, outcome) => {
  const arn = handlers.add(name.replaceAll(' ', '-'), `exports.handler = async () => { ${statement} };`);
  const invocation = aws.lambda.invokeAsync(arn, {});
  await invocation.completed;
  expect(invocation.attempts.map((attempt) => attempt.outcome)).toEqual([outcome, outcome, outcome]);
  expect(invocation.redeliveries).toBe(2);
});

test('a handler that times out is killed and gets a redelivery', async () => {
  const arn = handlers.add(
    'endless',
    `let calls = 0; exports.handler = () => new Promise(() => setInterval(() => {}, 1000));`,
    {
      timeoutSeconds: 1,
    },
  );
  const invocation = aws.lambda.invokeAsync(arn, {});
  await invocation.completed;
  expect(invocation.attempts.map(({ outcome }) => outcome)).toEqual(['timed out', 'timed out', 'timed out']);
  expect(aws.lambda.logs.map(({ text }) => text)).toContain(
    `${invocation.awsRequestId} Task timed out after 1.00 seconds`,
  );
});

test('a killed invocation is redelivered to a new process until it succeeds', async () => {
  const arn = handlers.add(
    'survivor',
    `exports.handler = async (event, context) => {
      const { existsSync, writeFileSync } = require('node:fs');
      const mark = __dirname + '/mark';
      if (existsSync(mark)) return 'second try';
      writeFileSync(mark, '');
      console.log({ here: process.pid });
      await new Promise(() => setInterval(() => {}, 1000));
    };`,
  );
  const invocation = aws.lambda.invokeAsync(arn, { RequestId: 'r-1' });
  while (!aws.lambda.logs.some(({ functionName }) => functionName === 'survivor')) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(await aws.lambda.kill(invocation)).toBe(true);
  await invocation.completed;
  expect(invocation.attempts).toMatchObject([
    { outcome: 'crashed' },
    { outcome: 'succeeded', result: { result: 'second try' } },
  ]);
  expect(await aws.lambda.kill(invocation)).toBe(false);
});

test('console output is recorded as the JSON lines of Lambda', async () => {
  const arn = handlers.add(
    'talker',
    `exports.handler = async () => { console.warn('a %s', 'b'); console.log({ c: 1 }); };`,
  );
  const invocation = aws.lambda.invokeAsync(arn, {});
  await invocation.completed;
  // The handler's result can precede its last line: they use different pipes.
  const lines = (): unknown[] =>
    aws.lambda.logs
      .filter(({ functionName }) => functionName === 'talker')
      .map(({ text }) => JSON.parse(text) as unknown);
  while (lines().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(lines()).toMatchObject([
    { level: 'WARN', message: 'a b', requestId: invocation.awsRequestId },
    { level: 'INFO', message: { c: 1 } },
  ]);
});

test('inline code can load the AWS SDK, as in the runtime', async () => {
  const arn = handlers.add('sdk', `exports.handler = async () => typeof require('@aws-sdk/client-ivs').IvsClient;`);
  const invocation = aws.lambda.invokeAsync(arn, {});
  await invocation.completed;
  expect(invocation.attempts).toMatchObject([{ result: { result: 'function' } }]);
});

test('close() kills running invocations and stops deliveries', async () => {
  const { aws: other, handlers: others } = await startTestEmulator({ redeliveryDelays: [1, 2] });
  const arn = others.add('endless', `exports.handler = () => new Promise(() => setInterval(() => {}, 1000));`);
  const invocation = other.lambda.invokeAsync(arn, {});
  while (invocation.attempts.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const [attempt] = invocation.attempts;
  await other.close();
  await invocation.completed;
  others.removeFolders();
  expect(invocation.attempts).toMatchObject([{ outcome: 'stopped' }]);
  expect(() => process.kill(attempt?.pid ?? 0, 0)).toThrow('ESRCH');
});
