/** A provider of recording configurations, defined in this stack or another one. */
export interface IRecordingConfigurationProvider {
  /**
   * The ARN of the function that receives the custom resource requests. Use it as the `ServiceToken` in a template.
   *
   * @see
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   */
  readonly serviceToken: string;
}
