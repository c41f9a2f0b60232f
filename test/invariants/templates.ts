import type { Template } from './simulated-stack';

/** The settings of a template; `bad` is invalid. */
export type SettingsName = 'a' | 'b' | 'c' | 'bad';

export interface TemplateOptions {
  /** The settings whose templates have OnInUse: RELEASE. The others have none, which means FAIL. Default: none. */
  readonly settingsWithRelease?: readonly SettingsName[];
  /** The ARN that the templates with the settings "a" adopt; undefined for none. */
  readonly adoptArn?: string | undefined;
  /** In seconds. */
  readonly timeouts?: { readonly Create: number; readonly Delete: number };
  /** In seconds; undefined for the default. */
  readonly serviceTimeout?: number | undefined;
}

export const TEMPLATE_NAMES = ['a1', 'a2', 'b1', 'b2', 'c1', 'bad', 'none'] as const;

export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** The templates of the stack. The letter names the settings, the number the tags; `none` has no such resource. */
export type Templates = Readonly<Record<TemplateName, Template>>;

export const SETTINGS_NAMES: readonly SettingsName[] = ['a', 'b', 'c', 'bad'];

export function createTemplates({
  settingsWithRelease = [],
  adoptArn,
  timeouts = { Create: 300, Delete: 300 },
  serviceTimeout,
}: TemplateOptions = {}): Templates {
  const declare = (
    settingsName: SettingsName,
    more: Readonly<Record<string, unknown>> = {},
  ): NonNullable<Template> => ({
    DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
    Name: settingsName,
    Timeouts: { Create: String(timeouts.Create), Delete: String(timeouts.Delete) },
    ...(serviceTimeout === undefined ? {} : { ServiceTimeout: String(serviceTimeout) }),
    ...(settingsWithRelease.includes(settingsName) ? { OnInUse: 'RELEASE' } : {}),
    ...(settingsName === 'a' && adoptArn !== undefined ? { AdoptArn: adoptArn } : {}),
    ...more,
  });
  return {
    a1: declare('a', { Tags: { version: '1', one: 'x' } }),
    a2: declare('a', { Tags: { version: '2', two: 'x' } }),
    b1: declare('b', { Tags: { version: '1', one: 'x' } }),
    b2: declare('b', { Tags: { version: '2' } }),
    c1: declare('c'),
    bad: declare('bad', { RecordingReconnectWindowSeconds: '301' }),
    none: undefined,
  };
}
