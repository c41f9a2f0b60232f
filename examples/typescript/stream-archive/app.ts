import { App } from 'aws-cdk-lib';
import { StreamArchiveStack } from './stream-archive-stack';

const app = new App();
new StreamArchiveStack(app, 'StreamArchive');
