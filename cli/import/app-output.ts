import type { DescribedRecordingConfiguration } from '../../lambda/aws/recording-configurations';
import { checkAdoption } from './adoption-checks';
import { assertFormat } from './app-stacks';
import { generateApp, type Format } from './formats';
import { specToTemplateProperties, type ImportSpec } from './import-spec';
import { readOwner } from './owner';
import type { AppStackSpec } from './stack-spec';

/** The result of an import of many configurations. */
export interface AppReport {
  readonly stacks: readonly unknown[];
  readonly warnings: readonly string[];
  readonly format: Format;
  readonly code: string;
}

/**
 * Generates the app.
 *
 * @param described - the configurations of the stacks as IVS returns them
 * @throws CommandError if the format cannot have that many stacks
 */
export function createAppReport(
  stacks: readonly AppStackSpec[],
  described: readonly DescribedRecordingConfiguration[],
  format: Format,
): AppReport {
  assertFormat(format, stacks);
  const byArn = new Map(described.map((configuration) => [configuration.arn, configuration]));
  const find = ({ adoptArn }: ImportSpec): DescribedRecordingConfiguration => {
    const configuration = byArn.get(adoptArn);
    if (configuration === undefined) throw new Error(`${adoptArn} was not read`);
    return configuration;
  };
  return {
    stacks: stacks.map(({ name, accountId, region, defaultTags, configurations }) => ({
      name,
      accountId,
      region,
      defaultTags: Object.fromEntries(defaultTags),
      configurations: configurations.map((spec) => {
        const { arn, state, tags } = find(spec);
        const owner = readOwner(tags) ?? null;
        return { id: spec.id, arn, state, owner, retain: spec.retain, properties: specToTemplateProperties(spec) };
      }),
    })),
    warnings: stacks.flatMap(({ configurations }) => configurations.flatMap((spec) => checkAdoption(find(spec), spec))),
    format,
    code: generateApp(stacks, format),
  };
}
