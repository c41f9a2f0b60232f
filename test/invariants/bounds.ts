/**
 * How far AWS may lag, and how late it may carry something out, in this simulation. These bounds are the assumption under
 * which the invariants hold; AWS publishes none. The failure modes in docs/ name them.
 */
export const BOUNDS = {
  /** How long List may not show a configuration that was created, its tags, or still show one that was deleted. */
  listLagMs: 5_000,
  /** How long Get may not find a configuration that was created, or still find one that was deleted. */
  getLagMs: 4_000,
  /** How old DescribeStackResource and DescribeStacks may be. */
  recordLagMs: 6_000,
  /** How old DescribeStackEvents may be. */
  eventLagMs: 6_000,
  /** How long a Create may take that is carried out. */
  slowCreateMs: 45_000,
  /** How long after its caller gave up any other call may still be carried out. */
  lateCallMs: 2_000,
} as const;
