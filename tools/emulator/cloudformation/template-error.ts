/** A template or parameter that CloudFormation would reject before it changes a resource. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
