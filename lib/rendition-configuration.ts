import type { Resolution } from './resolution';

/**
 * The selection of renditions to record.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_RenditionConfiguration.html
 */
export enum RenditionSelection {
  /** All renditions. */
  ALL = 'ALL',

  /** No renditions: no video is recorded, but thumbnails may be. */
  NONE = 'NONE',

  /** The listed renditions. It has no effect for `BASIC` channels. */
  CUSTOM = 'CUSTOM',
}

/**
 * The renditions of a stream to record.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_RenditionConfiguration.html
 */
export class RenditionConfiguration {
  /** Records all renditions. */
  public static all(): RenditionConfiguration {
    return new RenditionConfiguration(RenditionSelection.ALL);
  }

  /** Records no video, for example to record only thumbnails. */
  public static none(): RenditionConfiguration {
    return new RenditionConfiguration(RenditionSelection.NONE);
  }

  /**
   * Records the given renditions. It has no effect for `BASIC` channels. The recording configuration throws if the list
   * is empty or contains duplicates.
   *
   * @param renditions - the renditions to record, in any order
   */
  public static custom(renditions: Resolution[]): RenditionConfiguration {
    return new RenditionConfiguration(RenditionSelection.CUSTOM, renditions);
  }

  /**
   * @param renditionSelection - the selection of renditions
   * @param renditions - the renditions to record, only with `CUSTOM`
   */
  private constructor(
    /** The selection of renditions. */
    public readonly renditionSelection: RenditionSelection,
    /**
     * The renditions to record, only with `CUSTOM`.
     *
     * @default - no list of renditions
     */
    public readonly renditions?: Resolution[],
  ) {}
}
