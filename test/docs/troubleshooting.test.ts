import { readDocument, readSpans, readTable, readTables } from './markdown';
import { findMessages, listMessages, VARIES, type Message } from './messages';

const PAGE = readDocument('docs/troubleshooting.md');
const messages = listMessages();

/** The tables of the page by what they explain, each as its first two columns. */
const rows: Readonly<Record<Message['kind'], readonly (readonly string[])[]>> = {
  reason: readTables(PAGE, ['Message', 'What was wrong, and what was expected', 'What to do']).flat(),
  log: readTable(PAGE, ['In the log', 'What it means', 'What to do']),
};

/** The beginnings of messages that the page explains: in the first column, and further words of the same failure. */
const forms = (['reason', 'log'] as const).flatMap((kind) =>
  rows[kind].flatMap(([message = '', ...explanation]) => [
    ...readSpans(message).map((form) => ({ kind, form })),
    // Words of one or two are names of properties and of commands, not of messages.
    ...explanation
      .flatMap(readSpans)
      .filter((form) => isBeginning({ kind, form }))
      .map((form) => ({ kind, form })),
  ]),
);

interface Form {
  readonly kind: Message['kind'];
  readonly form: string;
}

function isFormOf({ kind, form }: Form, message: Message): boolean {
  const beginning = form.endsWith(VARIES) ? form.slice(0, -VARIES.length) : form;
  return kind === message.kind && message.text.startsWith(beginning);
}

function isBeginning(form: Form): boolean {
  return form.form.split(' ').length > 2 && messages.some((message) => isFormOf(form, message));
}

describe('a text counts', () => {
  test.each<[what: string, source: string, texts: readonly string[]]>([
    ['that an error is made from', "throw new Error('No bucket');", ['No bucket']],
    ['that says what was expected', "push({ text: 'expected 5' });", ['expected 5']],
    ['of several words, wherever it stands', "const a = b ? 'x' : 'one of them is live';", ['one of them is live']],
    ['that is put together', "f('It is ' + a + ' and ' + `never ${b}`);", ['It is … and never …']],
    ['with the constants in it', 'const a = `${b} is late`; f(`${a}. Try it again.`);', ['… is late. Try it again.']],
    [
      'within another one',
      "f(`It is here by now, ${a ? 'which nobody would think' : b}.`);",
      ['It is here by now, ….', 'which nobody would think'],
    ],
    ['that the log warns of', "log.warn('Gone', { arn });", ['Gone']],
    ['that its callers complete', "unexpectedValue('Name', a, `at most ${b}`);", ['Name is …: expected at most ….']],
  ])('%s', (_, source, texts) => {
    expect(findMessages('x.ts', source).map(({ text }) => text)).toEqual(texts);
  });

  test.each([
    ["log.info('Nothing to be done about it');"],
    ["const a = { description: 'What it is and does' };"],
    ["const a = { title: 'What it is in a few words' };"],
    ["const a = ['IVS Recording State Change', 'ivs:GetStream'];"],
    ["throw new AwsCallError('ServiceUnavailable', action, text);"],
  ])('but not that of %s', (source) => {
    expect(findMessages('x.ts', source)).toEqual([]);
  });
});

test('there are messages, of each kind and from each part', () => {
  expect(messages.filter(({ kind }) => kind === 'reason').length).toBeGreaterThan(70);
  expect(messages.filter(({ kind }) => kind === 'log').length).toBeGreaterThan(15);
  for (const part of [
    'contract/',
    'lambda/aws/',
    'lambda/custom-resource/',
    'lambda/recording-configuration/',
    'lib/',
  ]) {
    expect([part, messages.some(({ path }) => path.startsWith(part))]).toEqual([part, true]);
  }
});

test.each(forms)('"$form" begins exactly one message of the sources ($kind)', (form) => {
  expect(messages.filter((message) => isFormOf(form, message)).map(({ text }) => text)).toEqual([expect.any(String)]);
});

test.each(messages)('docs/troubleshooting.md explains "$text" ($kind, $path)', (message) => {
  expect(forms.filter((form) => isFormOf(form, message)).map(({ form }) => form)).toEqual([expect.any(String)]);
});

test('each row says what was wrong, and each of a failure what to do', () => {
  for (const [message, wrong, advice] of rows.reason) {
    expect([message, wrong === '', advice === '']).toEqual([message, false, false]);
  }
  for (const [message, meaning] of rows.log) expect([message, meaning === '']).toEqual([message, false]);
});
