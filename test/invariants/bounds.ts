/**
 * Bounds of the simulated lag and of late execution, in milliseconds. The invariants hold under these assumptions. AWS
 * publishes no such bounds. docs/failure-modes.md lists them.
 */
export const BOUNDS = {
  /** How long List may omit a new configuration or new tags, or still return a deleted configuration. */
  listLagMs: 5_000,
  /** How long Get may not find a new configuration, or still find a deleted one. */
  getLagMs: 4_000,
  /** How stale DescribeStackResource and DescribeStacks may be. */
  recordLagMs: 6_000,
  /** How stale DescribeStackEvents may be. */
  eventLagMs: 6_000,
  /** How long IVS may take to carry out a Create. */
  slowCreateMs: 45_000,
  /** How long after the timeout of its caller any other call may still be carried out. */
  lateCallMs: 2_000,
} as const;
