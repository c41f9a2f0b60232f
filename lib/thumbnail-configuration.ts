import type { Duration } from 'aws-cdk-lib';
import type { Resolution } from './private/resolution';
import type { Storage } from './storage';

/** Whether thumbnails are recorded. */
export enum RecordingMode {
  /** At an interval. */
  INTERVAL = 'INTERVAL',

  /** Not at all. */
  DISABLED = 'DISABLED',
}

/** How thumbnails are recorded. */
export interface IntervalThumbnailOptions {
  /**
   * The time between two thumbnails: a whole number of seconds, 1 to 60. For a `BASIC` channel, and for a `STANDARD` channel
   * with multitrack input, IVS does not guarantee it unless the key-frame interval of the stream is shorter.
   *
   * @default - 60 seconds
   */
  readonly targetInterval?: Duration;

  /**
   * The resolution of the thumbnails. For a stream that has no such rendition it is that of the source.
   *
   * @default - the resolution of the source
   */
  readonly resolution?: Resolution;

  /**
   * Which thumbnails are kept; each value at most once.
   *
   * @default - all of them, `[Storage.SEQUENTIAL]`
   */
  readonly storage?: Storage[];
}

/**
 * Whether and how thumbnails of a stream are recorded.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_ThumbnailConfiguration.html
 */
export class ThumbnailConfiguration {
  /** Records no thumbnails. */
  public static disable(): ThumbnailConfiguration {
    return new ThumbnailConfiguration(RecordingMode.DISABLED);
  }

  /**
   * Records thumbnails at an interval. The recording configuration that it is given to throws if the interval is out
   * of bounds or if a storage is named twice.
   *
   * @param options - the interval, the resolution and what is kept
   */
  public static interval(options: IntervalThumbnailOptions = {}): ThumbnailConfiguration {
    const { targetInterval, resolution, storage } = options;
    return new ThumbnailConfiguration(RecordingMode.INTERVAL, targetInterval, resolution, storage);
  }

  /**
   * @param recordingMode - whether thumbnails are recorded
   * @param targetInterval - the time between two thumbnails
   * @param resolution - the resolution of the thumbnails
   * @param storage - which thumbnails are kept
   */
  private constructor(
    /** Whether thumbnails are recorded. */
    public readonly recordingMode: RecordingMode,
    /**
     * The time between two thumbnails.
     *
     * @default - 60 seconds
     */
    public readonly targetInterval?: Duration,
    /**
     * The resolution of the thumbnails.
     *
     * @default - the resolution of the source
     */
    public readonly resolution?: Resolution,
    /**
     * Which thumbnails are kept.
     *
     * @default - all of them
     */
    public readonly storage?: Storage[],
  ) {}
}
