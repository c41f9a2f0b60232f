/**
 * Which thumbnails are kept.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_ThumbnailConfiguration.html
 */
export enum Storage {
  /** All of them, numbered, in the folder `media/thumbnails`. */
  SEQUENTIAL = 'SEQUENTIAL',

  /** The latest one, in `media/thumbnails/latest/thumb.jpg`, overwritten at each interval. */
  LATEST = 'LATEST',
}
