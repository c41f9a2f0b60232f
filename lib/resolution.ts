/**
 * The resolution of a rendition or of thumbnails, defined by the height of the video.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_RenditionConfiguration.html
 */
export enum Resolution {
  /** Full HD: 1080p. */
  FULL_HD = 'FULL_HD',

  /** HD: 720p. */
  HD = 'HD',

  /** SD: 480p. */
  SD = 'SD',

  /** The lowest resolution of the stream. */
  LOWEST_RESOLUTION = 'LOWEST_RESOLUTION',
}
