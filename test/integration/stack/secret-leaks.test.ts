import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSecrets } from './secret-leaks';
import { withFunction } from './test-environment';

/** Runs a function with the given code, which leaks a secret of its event or its environment. */
async function runFunction(source: string): Promise<void> {
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

// Every scenario in this folder ends with the search for secrets; these tests show that the search works.
test.each([
  ['a logged ResponseURL', 'console.log(event.ResponseURL)'],
  ['a signature alone', `console.log(new URL(event.ResponseURL).searchParams.get('Signature'))`],
  ['a whole event', 'console.log(event)'],
  ['an error with the ResponseURL', 'throw new Error(event.ResponseURL)'],
  ['a secret access key', 'console.error(process.env.AWS_SECRET_ACCESS_KEY)'],
  ['a session token', 'console.error({ token: process.env.AWS_SESSION_TOKEN })'],
  ['a last line before a crash', 'process.stderr.write(event.ResponseURL); process.exit(1)'],
])('the search finds a function that leaks %s', async (_what, source) => {
  await expect(runFunction(source)).rejects.toThrow(/toEqual/);
});

test('the search accepts a function that leaks no secret', async () => {
  await expect(runFunction('console.log(new URL(event.ResponseURL).hostname)')).resolves.toBeUndefined();
});

test('the search covers responses and stack events', () => {
  const traces = ['answer', 'stack event'].map((where) => ({
    where,
    text: JSON.stringify({ Reason: 'with sw0rdf1sh' }),
  }));
  expect(findSecrets(traces, ['sw0rdf1sh'])).toEqual(traces);
  expect(findSecrets(traces, ['another'])).toEqual([]);
});
