/** A template or a parameter that CloudFormation would refuse before it touches a resource. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
