/**
 * Every warning and error in the log of the function, with its meaning and what to do. The logger accepts no other text;
 * docs/troubleshooting.md is generated from this list, and the bundle contains none of it.
 */
export const LOG_MESSAGES = {
  'Attributes omitted; the response would exceed 4096 bytes': {
    meaning: 'TagsAll does not fit into a response of 4096 bytes.',
    action: 'Use fewer tags, or do not read TagsAll with Fn::GetAtt.',
  },
  'Task after the response failed': {
    meaning:
      'After the response the function checks whether CloudFormation accepted it, and deletes orphans of a failed event.',
    action: 'Check for orphans with the drift command.',
  },
  'Request timed out': {
    meaning: 'The reason of the failed operation is FunctionTimeout.',
    action: 'None.',
  },
  'Unexpected error': {
    meaning: 'The reason of the failed operation is UnexpectedError.',
    action: 'None.',
  },
  'Response not accepted; sending it again': {
    meaning: 'The PUT of the response failed and is repeated.',
    action: 'No action is needed unless the invocation fails.',
  },
  'Bucket not fully inspected': {
    meaning: 'S3 denied a call, so the creation continued without the check, or without the check of the encryption.',
    action: 'Allow the actions that the line names.',
  },
  'Bucket inspection failed; continuing without it': {
    meaning: 'S3 did not respond within 10 s.',
    action: 'No action is needed unless it persists.',
  },
  'Move of channels undone': {
    meaning: 'A channel could not be changed. The channels that had been moved are moved back.',
    action: 'See the reason of the failed operation.',
  },
  'Channels not moved back': {
    meaning: 'The channels that the line names use another configuration than before, or none.',
    action: 'A rollback tries again. Otherwise move them back by hand.',
  },
  'Channels not moved; the other configuration no longer exists': {
    meaning:
      'It was deleted outside the stack. The channels keep recording with the configuration that should be deleted.',
    action: 'Deploy the stack again, move the channels to its configuration, and delete the one that the line names.',
  },
  'Configuration deleted while it was created; checking again': {
    meaning: 'The configuration was deleted outside the stack. The function creates another one.',
    action: 'No action is needed unless it is repeated.',
  },
  'CREATE_FAILED without a reason in the bucket; creating again': {
    meaning: 'IVS failed once, and the bucket meets the requirements.',
    action: 'None.',
  },
  'Settings hash tag corrected': {
    meaning: 'The owner tag settings-hash did not match the settings. The function does not use that configuration.',
    action: 'Do not change owner tags.',
  },
  'Channels using the configuration not listed': {
    meaning: 'The error for a configuration in use cannot name the channels.',
    action: 'Allow ivs:ListChannels.',
  },
  'Create outcome unknown; listing configurations': {
    meaning: 'The response to the create call was lost. The function looks for what the call may have created.',
    action: 'None.',
  },
  'Duplicate configuration found; keeping one': {
    meaning: 'Two deliveries of the event each created a configuration; one of them is deleted.',
    action: 'None.',
  },
  'Rollback without the default tags of the provider': {
    meaning: 'The default tags are invalid, or too many together with those of the resource.',
    action: 'Fix them; the next update sets them.',
  },
  'Delete ignored; another resource owns the configuration': {
    meaning: 'A Delete changed nothing, since another resource has the configuration.',
    action: 'None.',
  },
  'Configuration kept; it existed before the operation being rolled back': {
    meaning: 'A rollback kept a configuration that the operation had found or adopted, not created.',
    action: 'None.',
  },
  'Rollback ignored; another resource owns the configuration': {
    meaning: 'A rollback changed nothing, since another resource has the configuration.',
    action: 'Remove the resource from one of the two templates, with DeletionPolicy: Retain.',
  },
  'Live channels keep the configuration that is rolled back': {
    meaning: 'The channels that the line names are live. The configuration that they use remains.',
    action: 'When they are offline, move them to the configuration of the stack, and delete the other.',
  },
  'Stack events not available': {
    meaning: 'The events of the resource were delayed or could not be read, so nothing was deleted based on them.',
    action: 'Allow the three cloudformation: actions.',
  },
  'CloudFormation query failed; continuing without it': {
    meaning: 'The function continued without knowing whether the event is current.',
    action: 'Allow the three cloudformation: actions.',
  },
  'Orphan in use; not deleted': {
    meaning: 'A configuration of a failed update is used by a live channel.',
    action: 'When the channel is offline, move it to the configuration of the stack, and delete the orphan.',
  },
  'Possible orphans not deleted; stack events not available': {
    meaning: 'The stack events could not be read, so these configurations were kept.',
    action: 'Allow the three cloudformation: actions. Delete the configurations if nothing uses them.',
  },
  'Stale update; restoring the current tags': {
    meaning: 'An Update arrived late. The tags are set to those of the latest one.',
    action: 'None.',
  },
} as const satisfies Readonly<Record<string, { readonly meaning: string; readonly action: string }>>;

export type LogMessage = keyof typeof LOG_MESSAGES;
