import { FORMATS } from './import/formats';

export const PROGRAM = 'cdk-ivs-recording-configuration';

const CONNECTION = `  --region REGION        the Region; from the ARN, AWS_REGION or the profile unless given
  --profile NAME         the profile of the AWS configuration files
  --endpoint-url URL     another endpoint, for every service; AWS_ENDPOINT_URL_IVS and its like are heeded, too`;

/** What `--help` prints, by command; the empty name is that of none. */
export const USAGE = {
  '': `Reads Amazon IVS recording configurations, and changes nothing.

  ${PROGRAM} COMMAND [options]

  import ARN             prints code that takes a configuration under management
  import --all           lists the configurations, and who owns each
  drift --stack NAME     compares a stack's configurations with what the stack declares

  --help                 this text; after a command, its options
  --version              the version`,

  import: `Prints code that takes an existing recording configuration under management, or lists what there is.

  ${PROGRAM} import ARN [options]
  ${PROGRAM} import --all [options]

  ARN                    the ARN of the configuration, or ARN@REGION as Terraform writes it
  --format FORMAT        ${FORMATS.join(', ')} (default: ${FORMATS[0]})
  --id ID                the construct's id, or the resource's logical id (default: Recording)
  --all                  list all configurations of the account in the Region
  --json                 JSON for scripts: the code and what it was made from, or the list
${CONNECTION}
  --help                 this text

Exit code: 0 done, 1 it failed, 2 the command line is wrong.`,

  drift: `Compares the recording configurations of a stack with what the stack declares.

  ${PROGRAM} drift --stack NAME [--stack NAME ...] [options]

  --stack NAME           the stack's name or ARN; may be given again
  --json                 JSON for scripts
${CONNECTION}
  --help                 this text

Exit code: 0 no drift, 1 drift, 2 it failed or the command line is wrong.`,
} as const;
