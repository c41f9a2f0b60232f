/** A Terraform state with every case that an import meets, in the form that Terraform 1.11 and its provider write. */

export const TERRAFORM_TYPE = 'aws_ivs_recording_configuration';
const AWS = 'registry.terraform.io/hashicorp/aws';

/** The default tags of both provider aliases. */
const DEFAULT_TAGS = { team: 'video', stage: 'production' };

/** Returns the ARN of a configuration, such as one that a test has created. */
type ArnOf = (id: string, region: string) => string;

/** Options of an instance, which is active and has no tags of its own by default. */
interface Options {
  readonly id: string;
  readonly name?: string;
  readonly region?: string;
  readonly window?: number;
  readonly thumbnails?: readonly [mode: 'INTERVAL' | 'DISABLED', seconds: number];
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly timeouts?: Readonly<Record<string, string | null>> | null;
}

export interface Attributes {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly destination_configuration: readonly { readonly s3: readonly { readonly bucket_name: string }[] }[];
  readonly recording_reconnect_window_seconds: number;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>> | null;
  readonly tags_all: Readonly<Record<string, string>>;
  readonly thumbnail_configuration: readonly [
    { readonly recording_mode: 'INTERVAL' | 'DISABLED'; readonly target_interval_seconds: number },
  ];
  readonly timeouts: Readonly<Record<string, string | null>> | null;
}

function attributesOf(
  arnOf: ArnOf,
  {
    id,
    name = '',
    region = 'us-east-1',
    window = 0,
    thumbnails: [mode, seconds] = ['INTERVAL', 60],
    tags = null,
    timeouts = null,
  }: Options,
): Attributes {
  const arn = arnOf(id, region);
  return {
    arn,
    id: arn,
    name,
    region,
    destination_configuration: [{ s3: [{ bucket_name: 'stream-archive' }] }],
    recording_reconnect_window_seconds: window,
    state: 'ACTIVE',
    tags,
    tags_all: { ...DEFAULT_TAGS, ...tags },
    thumbnail_configuration: [{ recording_mode: mode, target_interval_seconds: seconds }],
    timeouts,
  };
}

interface Instance {
  readonly index_key?: string | number;
  readonly deposed?: string;
  readonly status?: 'tainted';
  readonly attributes: Attributes;
}

interface Resource {
  readonly module?: string;
  readonly name: string;
  readonly alias?: string;
  readonly instances: readonly Instance[];
}

const listResources = (arnOf: ArnOf): readonly Resource[] => [
  {
    name: 'main',
    instances: [
      {
        attributes: attributesOf(arnOf, {
          id: 'MainMainMain',
          name: 'recording_configuration-1',
          window: 60,
          thumbnails: ['INTERVAL', 30],
          tags: { environment: 'production', 'cost centre': '0042' },
          timeouts: { create: '5m', delete: '1h30m' },
        }),
      },
      { deposed: '0a1b2c3d', attributes: attributesOf(arnOf, { id: 'OldOldOldOld', name: 'old' }) },
    ],
  },
  {
    name: 'stage',
    instances: [
      { index_key: 'a"b', attributes: attributesOf(arnOf, { id: 'StageQuote00', thumbnails: ['DISABLED', 0] }) },
      {
        index_key: 'a b',
        attributes: attributesOf(arnOf, { id: 'StageSpace00', tags: { team: 'audio', stage: 'test' } }),
      },
      { index_key: '${x}', status: 'tainted', attributes: attributesOf(arnOf, { id: 'StageTainted' }) },
    ],
  },
  {
    name: 'west',
    alias: '.west',
    instances: [
      { attributes: attributesOf(arnOf, { id: 'WestWestWest', region: 'us-west-2', tags: { stage: 'edge' } }) },
    ],
  },
  {
    module: 'module.video["eu west"].module.room[0]',
    name: 'this',
    instances: [0, 1].map((index_key) => ({
      index_key,
      attributes: attributesOf(arnOf, { id: `NestedRoom0${index_key}`, timeouts: { create: null, delete: '90s' } }),
    })),
  },
];

export interface TerraformFixture {
  /** `terraform.tfstate`. */
  readonly state: {
    readonly resources: readonly {
      readonly type: string;
      readonly instances: readonly object[];
      readonly [name: string]: unknown;
    }[];
  };
  /** The output of `terraform show -json` for the same state. */
  readonly show: object;
  /** The attributes of the instances that an import adopts, in the order of the state. */
  readonly adopted: readonly Attributes[];
}

const fixedArn: ArnOf = (id, region) => `arn:aws:ivs:${region}:123456789012:recording-configuration/${id}`;

/** A state with every case. Five configurations in us-east-1 and one in us-west-2 can be adopted. */
export function createTerraformFixture(arnOf: ArnOf = fixedArn): TerraformFixture {
  const resources = listResources(arnOf);
  return {
    state: writeState(resources),
    show: writeShow(resources),
    adopted: resources
      .flatMap(({ instances }) => instances)
      .filter(({ deposed, status }) => deposed === undefined && status === undefined)
      .map(({ attributes }) => attributes),
  };
}

const writeState = (
  resources: readonly Resource[],
): TerraformFixture['state'] & { readonly version: number; readonly [name: string]: unknown } => ({
  version: 4,
  terraform_version: '1.11.4',
  serial: 4,
  lineage: '0f6b1f0e-5b5c-4f0e-9c53-2f1b3a7c7d11',
  outputs: {},
  resources: [
    {
      mode: 'managed',
      type: 'aws_s3_bucket',
      name: 'archive',
      provider: `provider["${AWS}"]`,
      instances: [{ schema_version: 0, attributes: { bucket: 'stream-archive' } }],
    },
    ...resources.map(({ module, name, alias = '', instances }) => ({
      ...(module !== undefined && { module }),
      mode: 'managed',
      type: TERRAFORM_TYPE,
      name,
      provider: `provider["${AWS}"]${alias}`,
      instances: instances.map((instance) => ({
        schema_version: 0,
        ...instance,
        sensitive_attributes: [],
        identity_schema_version: 0,
        identity: { arn: instance.attributes.arn },
      })),
    })),
  ],
  check_results: null,
});

const writeShow = (resources: readonly Resource[]): object => ({
  format_version: '1.0',
  terraform_version: '1.11.4',
  values: {
    root_module: {
      resources: resources.filter(({ module }) => module === undefined).flatMap(showResource),
      child_modules: [
        {
          address: 'module.video["eu west"]',
          child_modules: [
            {
              address: 'module.video["eu west"].module.room[0]',
              resources: resources.filter(({ module }) => module !== undefined).flatMap(showResource),
            },
          ],
        },
      ],
    },
  },
});

function showResource({ module, name, instances }: Resource): readonly object[] {
  return instances.map(({ index_key: index, deposed, status, attributes }) => ({
    address: `${module === undefined ? '' : `${module}.`}${TERRAFORM_TYPE}.${name}${SHOWN_KEYS.get(index) ?? ''}`,
    mode: 'managed',
    type: TERRAFORM_TYPE,
    name,
    ...(index !== undefined && { index }),
    ...(deposed !== undefined && { deposed_key: deposed }),
    ...(status !== undefined && { tainted: true }),
    provider_name: AWS,
    values: attributes,
  }));
}

/** As Terraform prints them. */
const SHOWN_KEYS: ReadonlyMap<string | number | undefined, string> = new Map<string | number | undefined, string>([
  ['a"b', '["a\\"b"]'],
  ['a b', '["a b"]'],
  ['${x}', '["$${x}"]'],
  [0, '[0]'],
  [1, '[1]'],
]);
