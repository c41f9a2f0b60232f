export * from './on-in-use';
export * from './recording-configuration';
export * from './recording-configuration-provider';
export * from './rendition-configuration';
export * from './resolution';
export * from './thumbnail-configuration';
