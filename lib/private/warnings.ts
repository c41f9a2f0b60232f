import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { formatMessage } from '../../schema/messages';
import { type RenditionConfiguration, RenditionSelection } from '../rendition-configuration';
import { RecordingMode, type ThumbnailConfiguration } from '../thumbnail-configuration';

/** Part of the ids that apps acknowledge. With another prefix, acknowledged warnings would appear again. */
const PREFIX = 'cdk-ivs-recording-configuration';

/** Warns that the role of an imported provider must be allowed to change channels where the provider is defined. */
export function warnIfChannelUpdatesNotGranted(configuration: IConstruct): void {
  Annotations.of(configuration).addWarningV2(
    `${PREFIX}:releaseByImportedProvider`,
    formatMessage('ChannelUpdatesNotGranted', {}),
  );
}

/** Warns of a configuration that records neither video nor thumbnails, which IVS accepts. */
export function warnIfNothingRecorded(
  configuration: IConstruct,
  renditions: RenditionConfiguration | undefined,
  thumbnails: ThumbnailConfiguration | undefined,
): void {
  if (renditions?.renditionSelection !== RenditionSelection.NONE) return;
  if (thumbnails?.recordingMode !== RecordingMode.DISABLED) return;
  Annotations.of(configuration).addWarningV2(`${PREFIX}:nothingRecorded`, formatMessage('NothingRecorded', {}));
}
