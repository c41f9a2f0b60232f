import type { Resolution } from './private/resolution';

/** Which of a stream's renditions are meant. */
export enum RenditionSelection {
  /** All of them. */
  ALL = 'ALL',

  /** None: no video is recorded, thumbnails may be. */
  NONE = 'NONE',

  /** Those that are named. For `BASIC` channels IVS gives this no effect. */
  CUSTOM = 'CUSTOM',
}

/**
 * Which renditions of a stream are recorded.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_RenditionConfiguration.html
 */
export class RenditionConfiguration {
  /** Records all renditions. */
  public static all(): RenditionConfiguration {
    return new RenditionConfiguration(RenditionSelection.ALL);
  }

  /** Records no video; for those who want thumbnails only. */
  public static none(): RenditionConfiguration {
    return new RenditionConfiguration(RenditionSelection.NONE);
  }

  /**
   * Records some renditions. The recording configuration that it is given to throws if there are none or if one is
   * named twice. For `BASIC` channels IVS gives this no effect.
   *
   * @param renditions - the renditions to record, in any order
   */
  public static custom(renditions: Resolution[]): RenditionConfiguration {
    return new RenditionConfiguration(RenditionSelection.CUSTOM, renditions);
  }

  /**
   * @param renditionSelection - which renditions are meant
   * @param renditions - the renditions meant, only with `CUSTOM`
   */
  private constructor(
    /** Which renditions are meant. */
    public readonly renditionSelection: RenditionSelection,
    /**
     * The renditions to record, only with `CUSTOM`.
     *
     * @default - none are named
     */
    public readonly renditions?: Resolution[],
  ) {}
}
