import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { DescribedRecordingConfiguration } from '../../lambda/aws/recording-configurations';
import { CommandError } from '../command-error';
import { chooseConstructIds } from './construct-ids';
import { TEMPLATE_FORMATS, type Format } from './formats';
import { toImportSpec, type ImportOptions } from './import-spec';
import type { AppStackSpec } from './stack-spec';
import { toPascalCase } from './terraform/address';
import { findDefaultTags, omitDefaultTags, type TagOrigins } from './terraform/default-tags';

/** A configuration to generate code for. */
export interface AppConfiguration {
  readonly configuration: DescribedRecordingConfiguration;
  /** The preferred construct id. */
  readonly preferredId: string;
  /** Undefined if all tags are the configuration's own. */
  readonly tagOrigins?: TagOrigins;
  readonly options: ImportOptions;
}

/** Returns a stack for each account and Region, in the order of the configurations. */
export function toAppStacks(configurations: readonly AppConfiguration[]): readonly AppStackSpec[] {
  const groups = new Map<string, AppConfiguration[]>();
  for (const member of configurations) {
    const { accountId, region } = readEnvironment(member);
    const key = `${accountId} ${region}`;
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  const hasOneAccount = new Set(configurations.map((member) => readEnvironment(member).accountId)).size === 1;
  return [...groups].map(([key, members]) => {
    const [accountId = '', region = ''] = key.split(' ');
    const name = `Adopted${toPascalCase(region)}${hasOneAccount ? '' : accountId}`;
    return { name, accountId, region, ...toStackContents(members) };
  });
}

function toStackContents(members: readonly AppConfiguration[]): Pick<AppStackSpec, 'defaultTags' | 'configurations'> {
  const ids = chooseConstructIds(members.map(({ preferredId }) => preferredId));
  const origins = members.map(
    ({ configuration, tagOrigins }) => tagOrigins ?? { ownTags: configuration.tags, inheritedTags: {} },
  );
  const defaultTags = findDefaultTags(origins);
  return {
    defaultTags: Object.entries(defaultTags).sort(([a], [b]) => (a < b ? -1 : 1)),
    configurations: members.map(({ configuration, tagOrigins, options }, index) => {
      const tags =
        tagOrigins === undefined ? configuration.tags : omitDefaultTags(configuration.tags, defaultTags, tagOrigins);
      return toImportSpec({ ...configuration, tags }, ids[index] ?? '', options);
    }),
  };
}

function readEnvironment({ configuration: { arn } }: AppConfiguration): {
  readonly accountId: string;
  readonly region: string;
} {
  const { accountId = '', region = '' } = parseRecordingConfigurationArn(arn) ?? {};
  return { accountId, region };
}

/** @throws CommandError if the format is a template and there are several Regions or accounts */
export function assertFormat(format: Format, stacks: readonly AppStackSpec[]): void {
  if (!TEMPLATE_FORMATS.includes(format) || stacks.length <= 1) return;
  const places = stacks.map(({ accountId, region }) => `${region} of account ${accountId}`).join(', ');
  throw new CommandError(
    `A template is for one Region, and the configurations are in ${places}. Use the format of a CDK language, or import ` +
      'each Region separately: --from-terraform accepts --region.',
  );
}
