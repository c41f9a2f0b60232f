import { App } from 'aws-cdk-lib';
import { readExampleContext } from './stacks/example-context';
import { ExampleStack } from './stacks/example-stack';
import { ProviderStack } from './stacks/provider-stack';

try {
  const app = new App();
  new ProviderStack(app, 'IvsRecordingConfigurationProvider');
  new ExampleStack(app, 'IvsRecordingConfigurationExample', readExampleContext(app.node));
} catch (error) {
  // The message names the value and the fix; a stack trace would only hide it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
