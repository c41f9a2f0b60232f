export const CUSTOM_RESOURCE_TYPE = 'AWS::CloudFormation::CustomResource';

export function isCustomResourceType(type: string): boolean {
  return type === CUSTOM_RESOURCE_TYPE || /^Custom::[A-Za-z0-9_@-]{1,60}$/.test(type);
}
