/**
 * What happens to channels that use a configuration being replaced or deleted. IVS does not delete a configuration that
 * a channel uses.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_DeleteRecordingConfiguration.html
 */
export enum OnInUse {
  /** Fails the operation and changes no channel. The error message names the channels that use the configuration. */
  FAIL = 'FAIL',

  /**
   * Moves or detaches all channels of the account and Region that use the configuration, including channels of other
   * stacks. If the configuration is replaced, they are moved to the replacement before the old configuration is
   * deleted, and moved back if the update is rolled back. If the configuration is deleted, they are detached and no
   * longer recorded.
   *
   * IVS does not allow changes to a live channel. If a channel is live, no channel is changed, and the error message
   * names it. A rollback skips live channels so that it can complete. The configuration that they use is not deleted,
   * and the error message names them.
   */
  RELEASE = 'RELEASE',
}
