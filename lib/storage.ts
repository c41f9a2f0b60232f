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
