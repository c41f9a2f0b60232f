import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type RenditionConfiguration, RenditionSelection } from '../rendition-configuration';
import { RecordingMode, type ThumbnailConfiguration } from '../thumbnail-configuration';

/** Part of what apps acknowledge: another id would bring a warning back that someone has dealt with. */
const PREFIX = 'cdk-ivs-recording-configuration';

/** Warns that an imported provider, whose role is out of reach, has to be allowed elsewhere to change channels. */
export function warnOfReleaseByImportedProvider(configuration: IConstruct): void {
  Annotations.of(configuration).addWarningV2(
    `${PREFIX}:releaseByImportedProvider`,
    'onInUse makes the function change channels, and the provider is imported, so that it cannot be allowed to here: ' +
      'expected one that may. Call grantChannelUpdates() where the provider is defined, or set AllowChannelUpdates=true ' +
      'in the one-file provider, and acknowledge this warning. Otherwise the configuration can be neither replaced nor ' +
      'deleted while a channel uses it.',
  );
}

/** Warns of a configuration that IVS takes, and with which it records neither video nor thumbnails. */
export function warnOfNothingRecorded(
  configuration: IConstruct,
  renditions: RenditionConfiguration | undefined,
  thumbnails: ThumbnailConfiguration | undefined,
): void {
  if (renditions?.renditionSelection !== RenditionSelection.NONE) return;
  if (thumbnails?.recordingMode !== RecordingMode.DISABLED) return;
  Annotations.of(configuration).addWarningV2(
    `${PREFIX}:nothingRecorded`,
    'Neither video nor thumbnails are recorded: expected one of them. Leave renditionConfiguration or ' +
      'thumbnailConfiguration out, or acknowledge this warning.',
  );
}
