import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSecrets } from './secret-leaks';
import { withFunction } from './test-environment';

/** Lets out what its event tells it to, in the place that the case names. */
async function runLeaky(source: string): Promise<void> {
  const codeDirectory = mkdtempSync(join(tmpdir(), 'leaky-'));
  writeFileSync(join(codeDirectory, 'index.js'), `exports.handler = async (event) => { ${source} };`);
  const ResponseURL = 'http://127.0.0.1:9/answer?Expires=1&Signature=sw0rdf1sh%2B%2Fas%3D';
  try {
    await withFunction({ codeDirectory, redeliveryDelays: [] }, async ({ aws, functionArn }) => {
      await aws.lambda.invokeAsync(functionArn, { ResponseURL }).completed;
    });
  } finally {
    rmSync(codeDirectory, { recursive: true });
  }
}

// Every scenario of this folder ends with the search for secrets; these show that it finds some.
test.each([
  ['a logged ResponseURL', 'console.log(event.ResponseURL)'],
  ['a signature alone', `console.log(new URL(event.ResponseURL).searchParams.get('Signature'))`],
  ['a whole event', 'console.log(event)'],
  ['an error that tells it', 'throw new Error(event.ResponseURL)'],
  ['a secret access key', 'console.error(process.env.AWS_SECRET_ACCESS_KEY)'],
  ['a session token', 'console.error({ token: process.env.AWS_SESSION_TOKEN })'],
  ['a last line before a crash', 'process.stderr.write(event.ResponseURL); process.exit(1)'],
])('a function that lets out %s is found out', async (_what, source) => {
  await expect(runLeaky(source)).rejects.toThrow(/toEqual/);
});

test('a function that lets out none is not', async () => {
  await expect(runLeaky('console.log(new URL(event.ResponseURL).hostname)')).resolves.toBeUndefined();
});

test('responses and stack events are searched as well', () => {
  const traces = ['answer', 'stack event'].map((where) => ({
    where,
    text: JSON.stringify({ Reason: 'with sw0rdf1sh' }),
  }));
  expect(findSecrets(traces, ['sw0rdf1sh'])).toEqual(traces);
  expect(findSecrets(traces, ['another'])).toEqual([]);
});
