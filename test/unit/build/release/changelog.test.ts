import { findChangelogProblems } from '../../../../tools/build/release/changelog';

const write = (...sections: readonly string[]): string => ['# Changelog', '', 'The form.', '', ...sections].join('\n');
const GOOD = '## [1.2.0] - 2027-01-31\n\n### Added\n\n- A thing.\n';

test.each([
  ['alone', write(GOOD)],
  ['over the one before', write(GOOD, '## [1.1.0] - 2026-12-01\n\n- Old.\n')],
  ['under an empty heading', write('## [Unreleased]\n', GOOD)],
])('a section for the version passes, %s', (_, changelog) => {
  expect(findChangelogProblems(changelog, '1.2.0')).toEqual([]);
});

test.each([
  ['no section', write('## [Unreleased]\n'), [/no section for 1\.2\.0: expected "## \[1\.2\.0\] - YYYY-MM-DD"/]],
  ['no date', write('## [1.2.0]\n\n- A thing.\n'), [/dates 1\.2\.0 "": expected the day/]],
  ['a day that is none', write('## [1.2.0] - 2027-02-30\n\n- A thing.\n'), [/dates 1\.2\.0 "2027-02-30"/]],
  ['no entry', write('## [1.2.0] - 2027-01-31\n\n### Added\n'), [/says nothing of 1\.2\.0/]],
  ['another one above', write('## [1.3.0] - 2027-02-01\n\n- Newer.\n', GOOD), [/has 1\.3\.0 above 1\.2\.0/]],
  ['unreleased entries', write('## [Unreleased]\n\n- More.\n', GOOD), [/still has entries under \[Unreleased\]/]],
  [
    'two faults',
    write('## [Unreleased]\n\n- More.\n', '## [1.2.0] - soon\n\n- A.\n'),
    [/dates 1\.2\.0 "soon"/, /still/],
  ],
])('a changelog with %s is rejected', (_, changelog, messages) => {
  const problems = findChangelogProblems(changelog, '1.2.0');
  expect(problems).toEqual(messages.map((message) => expect.stringMatching(message) as string));
});
