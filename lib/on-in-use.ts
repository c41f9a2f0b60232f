/**
 * What becomes of the channels that use a configuration which is replaced or deleted. IVS deletes no configuration that a
 * channel uses.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_DeleteRecordingConfiguration.html
 */
export enum OnInUse {
  /**
   * The configuration is not deleted, and no channel is touched. The error of the deployment names the channels that use
   * it.
   */
  FAIL = 'FAIL',

  /**
   * The channels are released, those of other stacks too: every channel of the account and Region that uses the
   * configuration. Where it is replaced, they are pointed to the replacement before the old configuration goes, and back
   * to the old one if the update is rolled back. Where it is deleted, they stop recording.
   *
   * IVS does not let a live channel change. If one of them is live, nothing is changed, and the error of the deployment
   * names it. A rollback goes on without the live ones, since it could go nowhere else; what they still use stays behind,
   * and the error names them, too.
   */
  RELEASE = 'RELEASE',
}
