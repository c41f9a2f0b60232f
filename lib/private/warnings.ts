import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { formatMessage } from '../../schema/messages';
import { type RenditionConfiguration, RenditionSelection } from '../rendition-configuration';
import { RecordingMode, type ThumbnailConfiguration } from '../thumbnail-configuration';

/** Part of what apps acknowledge: another id would bring a warning back that someone has dealt with. */
const PREFIX = 'cdk-ivs-recording-configuration';

/** Warns that an imported provider, whose role is out of reach, has to be allowed elsewhere to change channels. */
export function warnIfChannelUpdatesNotGranted(configuration: IConstruct): void {
  Annotations.of(configuration).addWarningV2(
    `${PREFIX}:releaseByImportedProvider`,
    formatMessage('ChannelUpdatesNotGranted', {}),
  );
}

/** Warns of a configuration that IVS takes, and with which it records neither video nor thumbnails. */
export function warnIfNothingRecorded(
  configuration: IConstruct,
  renditions: RenditionConfiguration | undefined,
  thumbnails: ThumbnailConfiguration | undefined,
): void {
  if (renditions?.renditionSelection !== RenditionSelection.NONE) return;
  if (thumbnails?.recordingMode !== RecordingMode.DISABLED) return;
  Annotations.of(configuration).addWarningV2(`${PREFIX}:nothingRecorded`, formatMessage('NothingRecorded', {}));
}
