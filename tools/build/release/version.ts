/** A released version: three numbers, and nothing after them. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Undefined for what is no released version, such as 1.0.0-rc.1. */
export function parseVersion(text: string): Version | undefined {
  const numbers = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(text)?.slice(1).map(Number);
  return numbers as Version | undefined;
}

/** Below 0 if `a` comes before `b`, above 0 if after. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * Whether the step from one version to the next may break what its users have: a new major version, or a new minor one
 * before 1.0.0. https://semver.org/#spec-item-4
 */
export function mayBreak(previous: Version, next: Version): boolean {
  if (next[0] !== previous[0]) return true;
  return next[0] === 0 && next[1] !== previous[1];
}

/** The newest of the versions before one, out of the tags of a repository: `v0.1.0` and so on. */
export function findPrevious(tags: readonly string[], version: Version): string | undefined {
  return tags
    .flatMap((tag) => {
      const parsed = tag.startsWith('v') ? parseVersion(tag.slice(1)) : undefined;
      return parsed !== undefined && compareVersions(parsed, version) < 0 ? [{ tag, parsed }] : [];
    })
    .sort((a, b) => compareVersions(b.parsed, a.parsed))[0]?.tag;
}
