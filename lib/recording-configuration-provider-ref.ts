/** The provider of a recording configuration, of this stack or of another one. */
export interface IRecordingConfigurationProvider {
  /**
   * The ARN of the function to which CloudFormation sends the events of the custom resource: the `ServiceToken` of a
   * hand-written template.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   */
  readonly serviceToken: string;
}
