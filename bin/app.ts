import { App } from 'aws-cdk-lib';
import { readExampleContext } from './example-context';
import { ExampleStack } from './example-stack';
import { ProviderStack } from './provider-stack';

const app = new App();
new ProviderStack(app, 'IvsRecordingConfigurationProvider');
new ExampleStack(app, 'IvsRecordingConfigurationExample', readExampleContext(app.node));
