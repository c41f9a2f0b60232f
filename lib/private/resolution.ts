/**
 * A resolution, of a rendition or of thumbnails. IVS counts a rendition by its height:
 * [video resolutions](https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_RenditionConfiguration.html).
 */
export enum Resolution {
  /** Full HD: 1080p. */
  FULL_HD = 'FULL_HD',

  /** HD: 720p. */
  HD = 'HD',

  /** SD: 480p. */
  SD = 'SD',

  /** The lowest resolution that the stream has. */
  LOWEST_RESOLUTION = 'LOWEST_RESOLUTION',
}
