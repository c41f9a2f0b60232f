/** The parts of the ARN of a recording configuration. */
export interface RecordingConfigurationArn {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** The resource id: the part after `recording-configuration/`. */
  readonly id: string;
}

/** The groups are the parts, in the order of {@link RecordingConfigurationArn}. */
export const ARN_PATTERN = /^arn:(aws[a-z-]*):ivs:([a-z0-9-]+):([0-9]{12}):recording-configuration\/([a-zA-Z0-9-]+)$/;

/** The ARN format for error messages. */
export const ARN_FORM = 'arn:aws:ivs:<region>:<account>:recording-configuration/<id>';

/** Returns the parts of the ARN of a recording configuration; undefined for any other text. */
export function parseRecordingConfigurationArn(text: string): RecordingConfigurationArn | undefined {
  const [, partition, region, accountId, id] = ARN_PATTERN.exec(text) ?? [];
  if (partition === undefined || region === undefined || accountId === undefined || id === undefined) return undefined;
  return { partition, region, accountId, id };
}
