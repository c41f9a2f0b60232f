const HEADING = /^## \[([^\]]+)\](?: - (.*))?$/;

interface Section {
  readonly name: string;
  readonly date: string | undefined;
  readonly lines: readonly string[];
}

/**
 * What keeps a version from being released with this changelog, in the form of https://keepachangelog.com: its section has
 * to be the first one, with a date and an entry, and nothing may be left unreleased.
 */
export function findChangelogProblems(changelog: string, version: string): readonly string[] {
  const sections = readSections(changelog);
  const unreleased = sections.find(({ name }) => name === 'Unreleased');
  const released = sections.filter((section) => section !== unreleased);
  const own = released.find(({ name }) => name === version);
  const problems: string[] = [];
  if (own === undefined) {
    problems.push(`CHANGELOG.md has no section for ${version}: expected "## [${version}] - YYYY-MM-DD". Write it.`);
  } else {
    if (own !== released[0]) {
      problems.push(
        `CHANGELOG.md has ${released[0]?.name ?? 'another'} above ${version}: expected the newest version first.`,
      );
    }
    if (!isDate(own.date)) {
      problems.push(
        `CHANGELOG.md dates ${version} ${JSON.stringify(own.date ?? '')}: expected the day of the release, such as 2027-01-31.`,
      );
    }
    if (!hasEntry(own)) problems.push(`CHANGELOG.md says nothing of ${version}: expected an entry. Write what is new.`);
  }
  if (unreleased !== undefined && hasEntry(unreleased)) {
    problems.push(
      `CHANGELOG.md still has entries under [Unreleased]: expected none. Move them to the section of ${version}.`,
    );
  }
  return problems;
}

function readSections(changelog: string): readonly Section[] {
  const lines = changelog.split('\n');
  const starts = lines.flatMap((line, index) => (HEADING.test(line) ? [index] : []));
  return starts.map((start, index) => {
    const [, name = '', date] = HEADING.exec(lines[start] ?? '') ?? [];
    return { name, date, lines: lines.slice(start + 1, starts[index + 1]) };
  });
}

function hasEntry({ lines }: Section): boolean {
  return lines.some((line) => /^[-*] \S/.test(line));
}

function isDate(text: string | undefined): boolean {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
