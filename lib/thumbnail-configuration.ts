import type { Duration } from 'aws-cdk-lib';
import type { Resolution } from './resolution';

/**
 * Whether thumbnails are recorded.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_ThumbnailConfiguration.html
 */
export enum RecordingMode {
  /** Records thumbnails at an interval. */
  INTERVAL = 'INTERVAL',

  /** Records no thumbnails. */
  DISABLED = 'DISABLED',
}

/**
 * The thumbnails to store.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_ThumbnailConfiguration.html
 */
export enum Storage {
  /** Stores all thumbnails, numbered, in the folder `media/thumbnails`. */
  SEQUENTIAL = 'SEQUENTIAL',

  /** Stores the latest thumbnail in `media/thumbnails/latest/thumb.jpg` and overwrites it at each interval. */
  LATEST = 'LATEST',
}

/**
 * Options for recording thumbnails at an interval.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_ThumbnailConfiguration.html
 */
export interface IntervalThumbnailOptions {
  /**
   * The time between two thumbnails. Must be a whole number of seconds from 1 to 60. For `BASIC` channels, and for
   * `STANDARD` channels with multitrack input, IVS guarantees it only if the keyframe interval of the stream is
   * shorter.
   *
   * @default - 60 seconds
   */
  readonly targetInterval?: Duration;

  /**
   * The resolution of the thumbnails. If a stream has no such rendition, the resolution of the source is used.
   *
   * @default - the resolution of the source
   */
  readonly resolution?: Resolution;

  /**
   * The thumbnails to store, without duplicates.
   *
   * @default - all thumbnails, `[Storage.SEQUENTIAL]`
   */
  readonly storage?: Storage[];
}

/**
 * The thumbnails of a stream to record.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_ThumbnailConfiguration.html
 */
export class ThumbnailConfiguration {
  /** Records no thumbnails. */
  public static disable(): ThumbnailConfiguration {
    return new ThumbnailConfiguration(RecordingMode.DISABLED);
  }

  /**
   * Records thumbnails at an interval. The recording configuration throws if the interval is out of range or if a
   * storage is listed twice.
   *
   * @param options - the interval, the resolution and the thumbnails to store
   */
  public static interval(options: IntervalThumbnailOptions = {}): ThumbnailConfiguration {
    const { targetInterval, resolution, storage } = options;
    return new ThumbnailConfiguration(RecordingMode.INTERVAL, targetInterval, resolution, storage);
  }

  /**
   * @param recordingMode - whether thumbnails are recorded
   * @param targetInterval - the time between two thumbnails
   * @param resolution - the resolution of the thumbnails
   * @param storage - the thumbnails to store
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
     * The thumbnails to store.
     *
     * @default - all thumbnails
     */
    public readonly storage?: Storage[],
  ) {}
}
