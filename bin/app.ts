import { App } from 'aws-cdk-lib';
import { readExampleContext } from './stacks/example-context';
import { ExampleStack } from './stacks/example-stack';
import { ProviderStack } from './stacks/provider-stack';

const app = new App();
new ProviderStack(app, 'IvsRecordingConfigurationProvider');
new ExampleStack(app, 'IvsRecordingConfigurationExample', readExampleContext(app.node));
