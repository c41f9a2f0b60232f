/** The parts of a recording configuration's ARN. */
export interface RecordingConfigurationArn {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** The resource id: what follows `recording-configuration/`. */
  readonly id: string;
}

/** Its groups are the parts, in the order of {@link RecordingConfigurationArn}. */
export const ARN_PATTERN = /^arn:(aws[a-z-]*):ivs:([a-z0-9-]+):([0-9]{12}):recording-configuration\/([a-zA-Z0-9-]+)$/;

/** The form an ARN must have, for error texts. */
export const ARN_FORM = 'arn:aws:ivs:<region>:<account>:recording-configuration/<id>';

/** The parts of `text` if it is the ARN of an IVS recording configuration, undefined if it is anything else. */
export function parseRecordingConfigurationArn(text: string): RecordingConfigurationArn | undefined {
  const [, partition, region, accountId, id] = ARN_PATTERN.exec(text) ?? [];
  if (partition === undefined || region === undefined || accountId === undefined || id === undefined) return undefined;
  return { partition, region, accountId, id };
}
