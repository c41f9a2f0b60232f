import { TERRAFORM_TYPE } from './address';
import { isObject, toObject, toText, type JsonObject } from './json';

/** What a `cdk.tf.json` file of CDKTF or CDK Terrain shows about its recording configurations. */
export interface CdktfStack {
  /** The path of the local state; undefined for another backend. */
  readonly statePath: string | undefined;
  /** The name of the backend, such as `local` or `s3`. */
  readonly backend: string;
  /** By Terraform name. */
  readonly resources: ReadonlyMap<string, CdktfResource>;
}

export interface CdktfResource {
  /** The path of the construct without the stack: `video/recording`. */
  readonly path: string;
  readonly preventsDestroy: boolean;
}

/** Returns whether the document is a `cdk.tf.json` file instead of a state. */
export function isCdktfStack(document: unknown): document is JsonObject {
  return isObject(document) && isObject(document.terraform) && !('resources' in document);
}

export function parseCdktfStack(document: JsonObject): CdktfStack {
  const backends = toObject(toObject(document.terraform).backend);
  const backend = Object.keys(backends)[0] ?? 'local';
  const resources = toObject(toObject(document.resource)[TERRAFORM_TYPE]);
  return {
    backend,
    statePath: backend === 'local' ? (toText(toObject(backends.local).path) ?? 'terraform.tfstate') : undefined,
    resources: new Map(
      Object.entries(resources).map(([name, value]) => {
        const resource = toObject(value);
        const path = toText(toObject(toObject(resource['//']).metadata).path);
        return [
          name,
          {
            path: path?.split('/').slice(1).join('/') ?? name,
            preventsDestroy: toObject(resource.lifecycle).prevent_destroy === true,
          },
        ];
      }),
    ),
  };
}
