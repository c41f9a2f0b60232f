import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_MESSAGES } from '../../lambda/util/log-messages';
import { MESSAGE_SECTIONS } from '../../schema/message-causes';
import { MESSAGES } from '../../schema/messages';
import { ROOT } from './markdown';

const sources = ['lambda', 'lib', 'bin', 'schema'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/^(messages|message-causes|util.log-messages)\.ts$/.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
);

test('every message has one explanation', () => {
  const explained = MESSAGE_SECTIONS.flatMap(({ causes }) => Object.keys(causes));
  expect([...explained].sort()).toEqual(Object.keys(MESSAGES).sort());
});

test.each([...Object.keys(MESSAGES), ...Object.keys(LOG_MESSAGES)])('"%s" is used', (message) => {
  const isErrorKind = /^[A-Z]\w+$/.test(message) && sources.some((source) => source.includes(`| '${message}'`));
  const isUsed = sources.some((source) => source.includes(`'${message}'`));
  expect(isUsed || isErrorKind).toBe(true);
});
